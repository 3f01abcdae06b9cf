"""Words that WhatsApp itself writes into a chat's text, in the languages of its users.

Forms seen in public exports and parsers; a language that is missing here makes a mark the text of its message, and
never another person's message.
"""

from __future__ import annotations

from typing import Final

AFTERNOON: Final = frozenset({
    "pm", "下午", "中午", "晚上", "午後", "오후", "م", "بظ", "du", "ös", "ch", "μμ", "md", "अपराह्न",
})  # fmt: skip
"""Marks of the hours after noon, without dots and spaces."""
MORNING: Final = frozenset({
    "am", "上午", "凌晨", "清晨", "早上", "午前", "오전", "ص", "قظ", "de", "öö", "sa", "πμ", "pd", "पूर्वाह्न",
})  # fmt: skip

DELETED: Final = frozenset({
    "this message was deleted", "you deleted this message", "this message was deleted by admin",
    "diese nachricht wurde gelöscht", "du hast diese nachricht gelöscht",
    "se eliminó este mensaje", "eliminaste este mensaje", "este mensaje fue eliminado",
    "ce message a été supprimé", "vous avez supprimé ce message",
    "questo messaggio è stato eliminato", "hai eliminato questo messaggio",
    "mensagem apagada", "esta mensagem foi apagada", "essa mensagem foi apagada", "você apagou esta mensagem",
    "dit bericht is verwijderd", "u hebt dit bericht verwijderd", "данное сообщение удалено",
    "вы удалили данное сообщение", "bu mesaj silindi", "bu mesaj\u0131 sildiniz",
    "تم حذف هذه الرسالة", "pesan ini dihapus", "यह मैसेज डिलीट किया गया",
})  # fmt: skip
"""What stands in place of a message that its author took back, folded to lower case, without a full stop."""

FORWARDED: Final = frozenset({
    "forwarded", "forwarded many times", "weitergeleitet", "häufig weitergeleitet", "reenviado",
    "reenviado muchas veces", "transféré", "inoltrato", "encaminhada", "doorgestuurd", "переслано", "i̇letildi",
    "iletildi", "تمت إعادة التوجيه", "diteruskan", "फ़ॉरवर्ड किया गया",
})  # fmt: skip

LEFT_OUT: Final = {
    "media omitted": None, "medien ausgeschlossen": None, "multimedia omitido": None, "archivo omitido": None,
    "médias omis": None, "media omessi": None, "mídia oculta": None, "arquivo de mídia oculto": None,
    "media weggelaten": None, "без медиафайлов": None, "medya dahil edilmedi": None, "تم استبعاد الوسائط": None,
    "media tidak disertakan": None, "मीडिया छोड़ दिया गया": None,
    "image omitted": "image", "photo omitted": "image", "video omitted": "video", "gif omitted": "gif",
    "sticker omitted": None, "audio omitted": None, "document omitted": None, "contact card omitted": None,
    "bild weggelassen": "image", "video weggelassen": "video", "gif weggelassen": "gif",
    "imagen omitida": "image", "video omitido": "video", "gif omitido": "gif",
    "image absente": "image", "vidéo absente": "video", "gif retiré": "gif",
    "immagine omessa": "image", "video omesso": "video", "gif esclusa": "gif",
    "imagem ocultada": "image", "imagem omitida": "image", "vídeo omitido": "video",
    "afbeelding weggelaten": "image", "изображение отсутствует": "image", "видео отсутствует": "video",
    "görüntü dahil edilmedi": "image", "video dahil edilmedi": "video",
}  # fmt: skip
"""What stands in place of a file in an export without media, and which sort it was, where the words tell."""

ATTACHED: Final = (
    "file attached", "datei angehängt", "archivo adjunto", "fichier joint", "file allegato", "arquivo anexado",
    "ficheiro anexado", "bestand bijgevoegd", "файл добавлен", "dosya ekli", "الملف مرفق", "file terlampir",
    "फ़ाइल जुड़ी है", "文件已附加", "ファイル添付", "파일 첨부됨", "bifogad fil", "plik załączony",
)  # fmt: skip
"""What Android writes in brackets behind a file's name."""

ENCRYPTED: Final = (
    "end-to-end", "ende-zu-ende", "extremo a extremo", "bout en bout", "ponta a ponta", "сквозн", "uçtan uca",
    "بين الطرفين", "端到端", "端對端", "エンドツーエンド", "종단간", "एंड-टू-एंड",
)  # fmt: skip
"""What the notice at the head of every chat speaks of."""
