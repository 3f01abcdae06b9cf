"""The status form of API 1.1, whole: every field that the platform's documents and real collections show.

Most fields are not read. They are named so that a status can be decoded straight into its struct and encoded
again with nothing lost: that is how a key that stands twice is found (`base.jsontext.decode_all`). A status with
a field that is not named here is read all the same, on the slower path. The order is the platform's own.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType


class User(msgspec.Struct, frozen=True, gc=False):
    """The author. Unread fields hold anything."""

    id: Any = UNSET
    id_str: str | UnsetType | None = UNSET
    name: str | UnsetType | None = UNSET
    screen_name: str | UnsetType | None = UNSET
    location: Any = UNSET
    derived: Any = UNSET
    url: Any = UNSET
    description: Any = UNSET
    entities: Any = UNSET
    protected: Any = UNSET
    followers_count: Any = UNSET
    fast_followers_count: Any = UNSET
    normal_followers_count: Any = UNSET
    friends_count: Any = UNSET
    listed_count: Any = UNSET
    created_at: Any = UNSET
    favourites_count: Any = UNSET
    utc_offset: Any = UNSET
    time_zone: Any = UNSET
    geo_enabled: Any = UNSET
    verified: Any = UNSET
    statuses_count: Any = UNSET
    media_count: Any = UNSET
    lang: Any = UNSET
    status: Any = UNSET
    contributors_enabled: Any = UNSET
    is_translator: Any = UNSET
    is_translation_enabled: Any = UNSET
    profile_background_color: Any = UNSET
    profile_background_image_url: Any = UNSET
    profile_background_image_url_https: Any = UNSET
    profile_background_tile: Any = UNSET
    profile_image_url: Any = UNSET
    profile_image_url_https: Any = UNSET
    profile_banner_url: Any = UNSET
    profile_link_color: Any = UNSET
    profile_sidebar_border_color: Any = UNSET
    profile_sidebar_fill_color: Any = UNSET
    profile_text_color: Any = UNSET
    profile_use_background_image: Any = UNSET
    has_extended_profile: Any = UNSET
    default_profile: Any = UNSET
    default_profile_image: Any = UNSET
    following: Any = UNSET
    live_following: Any = UNSET
    follow_request_sent: Any = UNSET
    notifications: Any = UNSET
    muting: Any = UNSET
    blocking: Any = UNSET
    blocked_by: Any = UNSET
    translator_type: Any = UNSET
    withheld_in_countries: Any = UNSET
    withheld_scope: Any = UNSET

class Link(msgspec.Struct, frozen=True, gc=False):
    """A link of the text, with where it leads."""

    url: Any = UNSET
    expanded_url: str | UnsetType | None = UNSET
    display_url: Any = UNSET
    unwound: Any = UNSET
    indices: Any = UNSET

class Size(msgspec.Struct, frozen=True, gc=False):
    """The size of the uploaded picture."""

    width: Any = UNSET
    height: Any = UNSET
    focus_rects: Any = UNSET

class Variant(msgspec.Struct, frozen=True, gc=False):
    """One encoding of a video."""

    bitrate: Any = UNSET
    content_type: Any = UNSET
    url: str | UnsetType | None = UNSET

class VideoInfo(msgspec.Struct, frozen=True, gc=False):
    """The encodings of a video."""

    aspect_ratio: Any = UNSET
    duration_millis: Any = UNSET
    variants: list[Variant] | UnsetType | None = UNSET

class Media(msgspec.Struct, frozen=True, gc=False):
    """One picture or video; `media_url_https` of a video is its poster frame."""

    id: Any = UNSET
    id_str: Any = UNSET
    indices: Any = UNSET
    additional_media_info: Any = UNSET
    media_url: str | UnsetType | None = UNSET
    media_url_https: str | UnsetType | None = UNSET
    url: Any = UNSET
    display_url: Any = UNSET
    expanded_url: Any = UNSET
    type: str | UnsetType | None = UNSET
    original_info: Size | UnsetType | None = UNSET
    sizes: Any = UNSET
    source_status_id: Any = UNSET
    source_status_id_str: str | UnsetType | None = UNSET
    source_user_id: Any = UNSET
    source_user_id_str: Any = UNSET
    video_info: VideoInfo | UnsetType | None = UNSET
    features: Any = UNSET
    media_key: Any = UNSET
    ext_alt_text: str | UnsetType | None = UNSET
    ext: Any = UNSET

class Entities(msgspec.Struct, frozen=True, gc=False):
    """What X found inside a text."""

    hashtags: Any = UNSET
    symbols: Any = UNSET
    user_mentions: Any = UNSET
    urls: list[Link] | UnsetType | None = UNSET
    media: list[Media] | UnsetType | None = UNSET
    polls: Any = UNSET
    description: Any = UNSET
    url: Any = UNSET

class Extended(msgspec.Struct, frozen=True, gc=False):
    """The full text of a long status in compatibility mode."""

    full_text: str | UnsetType | None = UNSET
    display_text_range: Any = UNSET
    entities: Entities | UnsetType | None = UNSET
    extended_entities: Entities | UnsetType | None = UNSET

class Status(msgspec.Struct, frozen=True, gc=False):
    """One status."""

    created_at: str | UnsetType | None = UNSET
    id: Any = UNSET
    id_str: str | UnsetType | None = UNSET
    text: str | UnsetType | None = UNSET
    full_text: str | UnsetType | None = UNSET
    truncated: Any = UNSET
    display_text_range: Any = UNSET
    entities: Entities | UnsetType | None = UNSET
    extended_entities: Entities | UnsetType | None = UNSET
    metadata: Any = UNSET
    source: Any = UNSET
    in_reply_to_status_id: Any = UNSET
    in_reply_to_status_id_str: str | UnsetType | None = UNSET
    in_reply_to_user_id: Any = UNSET
    in_reply_to_user_id_str: Any = UNSET
    in_reply_to_screen_name: str | UnsetType | None = UNSET
    user: User | UnsetType | None = UNSET
    geo: Any = UNSET
    coordinates: Any = UNSET
    place: Any = UNSET
    contributors: Any = UNSET
    retweeted_status: Status | UnsetType | None = UNSET
    is_quote_status: Any = UNSET
    quoted_status_id: Any = UNSET
    quoted_status_id_str: str | UnsetType | None = UNSET
    quoted_status_permalink: Any = UNSET
    quoted_status: Status | UnsetType | None = UNSET
    extended_tweet: Extended | UnsetType | None = UNSET
    quote_count: Any = UNSET
    reply_count: Any = UNSET
    retweet_count: Any = UNSET
    favorite_count: Any = UNSET
    favorited: Any = UNSET
    retweeted: Any = UNSET
    possibly_sensitive: Any = UNSET
    possibly_sensitive_appealable: Any = UNSET
    filter_level: Any = UNSET
    lang: Any = UNSET
    current_user_retweet: Any = UNSET
    scopes: Any = UNSET
    withheld_copyright: Any = UNSET
    withheld_in_countries: Any = UNSET
    withheld_scope: Any = UNSET
    matching_rules: Any = UNSET
    timestamp_ms: Any = UNSET
