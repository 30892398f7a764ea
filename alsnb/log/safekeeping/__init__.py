"""Keep a log's file from being lost or damaged: backups, rescue and conflicted copies."""
