"""The parts of the address map: a canvas, its colours, and one file per section of the picture."""
