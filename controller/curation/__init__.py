"""What is measured of a track, and kept beside the library."""
