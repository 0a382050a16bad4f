"""Tests of stored what-ifs."""
