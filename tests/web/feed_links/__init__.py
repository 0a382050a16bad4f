"""Tests of the pages of calendar links."""
