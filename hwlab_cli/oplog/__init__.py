"""The write-ahead op log: what is owed to each intake, safe before anything is sent."""
