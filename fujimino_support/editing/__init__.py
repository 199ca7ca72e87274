"""The cellar's editing room: what every app's content and admin have in common."""
