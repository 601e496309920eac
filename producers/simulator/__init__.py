"""A seeded, realistic district whose agencies go through a day, with the list of what was amiss.

Everything but `replay` is a pure function of the seed and the day.
"""
