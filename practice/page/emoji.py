"""The emoji short names that people and bots commonly use, and how one is read aloud."""

import re

SHORT_NAME = re.compile(r":([a-z0-9_+'-]+)(?:::skin-tone-[2-6])?:")

EMOJI = {
    name: character
    for line in """
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|wave 👋|clap 👏|raised_hands 🙌|pray 🙏|handshake 🤝|muscle 💪
eyes 👀|smile 😄|smiley 😃|slightly_smiling_face 🙂|simple_smile 🙂|grinning 😀|blush 😊|wink 😉
thinking_face 🤔|joy 😂|sweat_smile 😅|cry 😢|heart ❤️|green_heart 💚|blue_heart 💙|sparkles ✨|star ⭐
star2 🌟|fire 🔥|tada 🎉|party_popper 🎉|confetti_ball 🎊|rocket 🚀|trophy 🏆|medal 🏅|dart 🎯
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|no_entry ⛔|no_entry_sign 🚫
warning ⚠️|exclamation ❗|question ❓|information_source ℹ️|bulb 💡|bell 🔔|no_bell 🔕|mega 📣
loudspeaker 📢|speech_balloon 💬|thought_balloon 💭|lock 🔒|unlock 🔓|key 🔑|mag 🔍|link 🔗|gear ⚙️
wrench 🔧|hammer_and_wrench 🛠️|calendar 📅|date 📅|spiral_calendar_pad 🗓️|spiral_calendar 🗓️|clock1 🕐
alarm_clock ⏰|hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|memo 📝|pencil 📝|pencil2 ✏️
clipboard 📋|page_facing_up 📄|paperclip 📎|pushpin 📌|round_pushpin 📍|file_folder 📁|books 📚|book 📖
notebook 📓|bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bust_in_silhouette 👤
busts_in_silhouette 👥|school 🏫|mortar_board 🎓|house 🏠|office 🏢|seedling 🌱|herb 🌿|deciduous_tree 🌳
evergreen_tree 🌲|sunflower 🌻|sunny ☀️|rainbow 🌈|coffee ☕|cake 🍰|compass 🧭|world_map 🗺️|puzzle_piece 🧩
jigsaw 🧩|bridge_at_night 🌉|left_right_arrow ↔️|arrows_counterclockwise 🔄|repeat 🔁|arrow_up ⬆️
arrow_down ⬇️|arrow_right ➡️|arrow_left ⬅️|arrow_upper_right ↗️|arrow_lower_right ↘️|red_circle 🔴
large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵
large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|black_small_square ▪️|white_large_square ⬜
black_large_square ⬛|large_green_square 🟩|large_yellow_square 🟨|large_orange_square 🟧|large_blue_square 🟦
large_red_square 🟥|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|robot_face 🤖|email 📧|envelope ✉️
telephone_receiver 📞|phone ☎️|computer 💻|zzz 💤|hand ✋|raised_hand ✋|point_right 👉|ok_hand 👌|100 💯
""".strip().splitlines()
    for name, _, character in (entry.partition(" ") for entry in line.split("|"))
}


def character_of(name: str) -> str | None:
    """The character of a short name without its colons; None when this page does not know it."""
    return EMOJI.get(name.split("::")[0])


def with_characters(text: str) -> str:
    """Plain text with its known short names turned into characters."""
    return SHORT_NAME.sub(lambda found: character_of(found[1]) or found[0], text)
