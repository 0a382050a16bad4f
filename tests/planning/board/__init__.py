"""Tests of the rule board."""
