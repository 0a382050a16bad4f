"""Where the lines of the radar stand."""

from cdo_share.web.radar import draw_radar


def test_first_axis_points_up_and_the_others_follow_clockwise() -> None:
    radar = draw_radar([("own", [100, 0, 50, 0])])

    assert radar.series == (("own", "0.0,-90.0 0.0,0.0 0.0,45.0 0.0,0.0"),)
    assert [(mark.number, mark.x, mark.y) for mark in radar.marks] == [
        (1, 0.0, -108.0),
        (2, 108.0, 0.0),
        (3, 0.0, 108.0),
        (4, -108.0, 0.0),
    ]
    assert len(radar.rings) == 4


def test_every_series_has_an_outline_in_its_order() -> None:
    radar = draw_radar([("others", [50] * 6), ("own", [100] * 6)])
    assert [name for name, _ in radar.series] == ["others", "own"]
    assert [len(points.split()) for _, points in radar.series] == [6, 6]
