"""The ground every room stands on; knows neither Flask nor any business room."""
