"""What each of Slack's error codes means for the bot. docs/operations.md has the same table, held against this one.

Slack's lists grow: a code that is not here is tried again for a while, and then fails where an operator sees it.
"""

from __future__ import annotations

from enum import Enum

from services.ports import (
    ChannelUnusable,
    DeliveryProblem,
    PersonUnreachable,
    Rejected,
    Unknown,
    Unsure,
    WorkspaceClosed,
    WorkspaceLost,
)


class Meaning(Enum):
    """What a code is about, by what the bot does with it."""

    SLOW = "Slack asks to wait"
    TROUBLE = "trouble on Slack's side"
    CLOSED = "the workspace is closed for now"
    TOKEN = "the token no longer counts"  # noqa: S105
    CHANNEL = "the channel cannot be posted to"
    PERSON = "the person cannot be reached"
    APP = "the app may not do this"
    MESSAGE = "this message or call is refused"
    SCREEN = "somebody waits at a screen"


_CODES: dict[Meaning, str] = {
    Meaning.SLOW: "ratelimited rate_limited message_limit_exceeded",
    Meaning.TROUBLE: """
        internal_error fatal_error service_unavailable request_timeout update_failed fetch_members_failed
        file_update_failed file_not_ready external_channel_migrating streaming_state_conflict
        list_record_comment_fetch_failed""",
    Meaning.CLOSED: "org_login_required team_added_to_org ekm_access_denied accesslimited",
    Meaning.TOKEN: """
        token_revoked token_expired invalid_auth not_authed account_inactive team_access_not_granted
        two_factor_setup_required""",
    Meaning.CHANNEL: """
        channel_not_found is_archived channel_is_archived not_in_channel restricted_action
        restricted_action_read_only_channel restricted_action_thread_only_channel posting_to_channel_denied
        posting_to_general_channel_denied channel_is_limited_access invalid_channel is_inactive
        method_not_supported_for_channel_type team_not_found""",
    Meaning.PERSON: """
        user_not_found users_not_found user_disabled cannot_dm_bot user_not_visible messages_tab_disabled
        not_enough_users invalid_user_combination user_not_in_channel""",
    Meaning.APP: """
        missing_scope no_permission not_allowed_token_type access_denied app_access_restricted enterprise_is_restricted
        forbidden_team is_bot method_deprecated deprecated_endpoint unknown_method metadata_must_be_sent_from_app
        not_enabled not_implemented as_user_not_supported send_on_behalf_not_allowed file_uploads_disabled
        file_uploads_except_images_disabled file_type_not_allowed file_upload_size_restricted storage_limit_reached
        blocked_file_type not_visible slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked
        slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked
        slack_connect_file_upload_sharing_blocked slack_connect_lists_sharing_blocked canvas_disabled_file_team
        canvas_disabled_user_team canvas_globally_disabled template_not_visible malware_detected
        enterprise_not_found org_not_found team_not_on_enterprise fail_to_get_teams_for_restricted_user""",
    Meaning.MESSAGE: """
        no_text msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format block_mismatch
        invalid_attachments too_many_attachments attachment_payload_limit_exceeded too_many_contact_cards
        invalid_metadata_format invalid_metadata_schema metadata_too_large invalid_metadata_filter_keys
        markdown_text_conflict missing_file_data cant_delete_message compliance_exports_prevent_deletion
        cant_update_message cant_broadcast_message
        no_dual_broadcast_content_update edit_window_closed message_not_found cannot_reply_to_message thread_not_found
        restricted_action_non_threadable_channel restricted_action_thread_locked duplicate_channel_not_found
        duplicate_message_not_found draft_already_deleted draft_already_sent draft_has_conflict draft_not_found
        file_not_found file_deleted file_is_deleted file_share_limit_reached max_file_sharing_exceeded
        unable_to_share_files channels_limit_exceeded alt_txt_too_large snippet_too_large unknown_snippet_type
        unknown_subtype view_too_large duplicate_external_id missing_profile_id too_many_users users_list_not_supplied
        invalid_arg_name invalid_arguments invalid_array_arg invalid_charset invalid_form_data invalid_post_type
        missing_post_type missing_argument missing_args invalid_json json_not_object invalid_cursor invalid_limit
        invalid_types invalid_ts_latest invalid_ts_oldest insecure_request limit_required missing_user""",
    Meaning.SCREEN: """
        expired_trigger_id exchanged_trigger_id invalid_trigger_id push_limit_reached not_found hash_conflict
        invalid_code bad_redirect_uri bad_client_secret invalid_client_id invalid_grant_type invalid_refresh_token
        invalid_code_verifier no_scopes oauth_authorization_url_mismatch pkce_not_allowed user_email_unverified
        cannot_install_an_org_installed_app preview_feature_not_available""",
}

MEANINGS: dict[str, Meaning] = {code: meaning for meaning, codes in _CODES.items() for code in codes.split()}

WHAT_TO_DO: dict[str, str] = {
    "accesslimited": "The workspace lets only certain networks in: have its administrators allow the bot's address.",
    "ekm_access_denied": "Its administrators have suspended posting: ask whoever holds the workspace's keys.",
    "org_login_required": "The workspace is being moved: nothing is lost, wait until that is done.",
    "team_added_to_org": "The workspace is being moved: nothing is lost, wait until that is done.",
}
"""For an operator, where a workspace takes nothing for now."""

PROBLEMS: dict[Meaning, type[DeliveryProblem]] = {
    Meaning.TROUBLE: Unsure,
    Meaning.CLOSED: WorkspaceClosed,
    Meaning.TOKEN: WorkspaceLost,
    Meaning.CHANNEL: ChannelUnusable,
    Meaning.PERSON: PersonUnreachable,
    Meaning.APP: Rejected,
    Meaning.MESSAGE: Rejected,
    Meaning.SCREEN: Rejected,
}


def problem_of(code: str, detail: str, *, to_person: bool) -> DeliveryProblem:
    """The port's kind for a code that is no call to slow down.

    detail: what Slack says besides, for the operator. to_person: whether the call was about one person, so that an
    account or channel that is gone is theirs.
    """
    meaning = MEANINGS.get(code)
    if meaning is None:
        return Unknown(f"{code} {detail}".strip())
    if to_person and code in ("account_inactive", "channel_not_found"):
        return PersonUnreachable(code)
    problem = PROBLEMS[meaning]
    return problem(f"{code} {detail}".strip() if problem is Rejected else code)
