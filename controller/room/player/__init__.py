"""Sound: libvlc decodes, our mixer sums, one named output a room."""
