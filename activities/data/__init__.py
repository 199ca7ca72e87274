"""The data as files: what others may take away, and what city staff bring in again."""
