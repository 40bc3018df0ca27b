"""All tags and filters of the design system under one name: `{% load screens %}`."""

from django import template

from screens.templatetags import block_tags, list_tags, piece_tags, wording_tags

register = template.Library()
for _library in (
    wording_tags.register,
    piece_tags.register,
    block_tags.register,
    list_tags.register,
):
    register.tags.update(_library.tags)
    register.filters.update(_library.filters)
