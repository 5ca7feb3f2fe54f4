"""Charts as data: one maker for each, a catalogue of all."""
