"""The landscape of opportunities: every dot inside, none on top of another."""

from math import hypot

from personas.mapping.landscape import HEIGHT, WIDTH, Point, draw_landscape


def point(key: int, importance: float = 10, satisfaction: float = 0) -> Point:
    return Point(key, key, f"Pain {key}", importance, satisfaction, 0.5, False, 12)


def test_it_works() -> None:
    low, high = draw_landscape([point(1, 0, 0), point(2, 10, 10)]).dots
    assert low.x < high.x
    assert low.y > high.y


def test_pains_with_the_same_ratings_stand_side_by_side() -> None:
    dots = draw_landscape([point(number, 5, 5) for number in range(5)]).dots
    for number, dot in enumerate(dots):
        for other in dots[:number]:
            assert hypot(dot.x - other.x, dot.y - other.y) > dot.radius


def test_every_dot_is_inside() -> None:
    points = [point(number, x, y) for number in range(4) for x in (0, 10) for y in (0, 10)]
    for dot in draw_landscape(points).dots:
        assert dot.radius <= dot.x <= WIDTH - dot.radius
        assert dot.radius <= dot.y <= HEIGHT - dot.radius
