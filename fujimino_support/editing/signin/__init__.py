"""How staff come in: the password, the phone, the waits after mistakes, and the record of it all."""
