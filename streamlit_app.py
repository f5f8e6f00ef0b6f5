"""Page set-up, language and navigation; nothing else."""

from ui import frame

frame.enter()
