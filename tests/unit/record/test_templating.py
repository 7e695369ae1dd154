from smockproxy.record.inferred import Echo, Part, Place
from smockproxy.record.templating import Template, echoing, literal, literal_tree


def echo(value, expression="request.json.name"):
    return Echo(Place(Part.JSON, ("name",)), value, expression, "why")


def test_marks_of_templates_stand_for_themselves():
    assert literal("a {{ b }} {% c %} {# d") == "a {{ '{{' }} b }} {{ '{%' }} c %} {{ '{#' }} d"


def test_what_repeats_the_request_is_a_template():
    assert echoing("hi ada, {{ada", [echo("ada")]) == (
        "hi {{ request.json.name }}, {{ '{{' }}{{ request.json.name }}"
    )
    assert echoing("hi", [echo("ada"), echo("")]) == "hi"


def test_trees_keep_their_templates():
    tree = {"a": ["{{", Template("{{ x }}")], "n": 1}

    assert literal_tree(tree) == {"a": ["{{ '{{' }}", "{{ x }}"], "n": 1}
