"""How people give orders to a machine: patterns over small letters, one blank between words.

Each names the machine, its instructions or its secrets, so that what customers say of their own
lives is not caught: "I ignored the rules of my landlord" passes, "ignore your rules" does not.
"""

import re

_TOLD = (
    r"instruction\w*|prompt\w*|system message|guideline\w*|guardrail\w*|directive\w*"
    r"|(?:your|the above|previous|prior|earlier|these|all|any) (?:rules|orders|text|context)"
)
_PATTERNS = (
    # English
    rf"\b(?:ignore|disregard|forget|override|bypass|skip|drop|neglect|violate)\b.{{0,40}}(?:{_TOLD})\b",
    r"\b(?:reveal|print|repeat|show|output|tell|leak|expose|dump|translate|summari[sz]e|encode"
    r"|send|return|quote|copy|write out|give)\b.{0,40}\b(?:(?:your|the system|system|above|previous"
    r"|prior|hidden|initial|original|secret) (?:\w+ )?(?:instruction\w*|prompt\w*|rules|message\w*"
    r"|text|guidelines)|prompts?|api.?keys?|secret (?:key|token|code)s?|your (?:secret\w*"
    r"|password\w*|token\w*|key\w*|credential\w*)|bearer|credentials|env(?:ironment)? var\w*|canary"
    r"|nonce|markers?)\b",
    r"\b(?:new|updated|real|actual|hidden|secret|special)"
    r" (?:instruction|directive|order|task|prompt)",
    r"\b(?:system|developer|hidden) (?:prompt|message|override|mode|instruction)",
    r"\b(?:jailbreak|jailbroken|developer mode|dan mode|god mode|sudo|do anything now)\b",
    r"\byou are (?:now |actually |really )?(?:an? |the )?(?:ai|bot|assistant|language model|llm|dan"
    r"|chatgpt|gpt|claude|unrestricted|unfiltered|pirate|hacker|free from)\b",
    r"\b(?:as|pretend|act as|acting as|roleplay|play)\b.{0,20}\b(?:an? |the )?(?:ai|assistant"
    r"|language model|llm|chatbot|chatgpt|system|admin|root)\b",
    r"\b(?:dear|hey|hi|hello|attention|note to|message to|to the|to any|to all)[, ]{1,3}(?:the "
    r"|any |an? )?(?:ai|llm|language model|model|assistant|bot|chatbot|copywriter|gpt)\b",
    r"\b(?:ai|llm|language model|assistant|bot|chatbot|gpt|copywriter)s?[,:] ?(?:please |you must"
    r"|ignore|write|say|print|add|include|output|respond|reply|end|always|from now)",
    r"\b(?:respond|reply|answer|output|write|say|print|return)\b.{0,12}\b(?:only|exactly|verbatim"
    r"|nothing but|with the (?:word|text|string|link)|the following|in json|as json|html|markdown"
    r"|raw|base64|rot13|hex|backwards)\b",
    r"\b(?:headline|subject line|button|description|copy|ad|draft|json|output|sentence)s?"
    r" (?:must|should|shall|has to|have to|needs? to|will)\b.{0,20}\b(?:say|be|read|contain|include"
    r"|end|begin|start|link|mention|point)\b",
    r"\b(?:add|include|insert|append|put|embed|place|inject)\b.{0,40}\b(?:link|url|address|field"
    r"|html|script|tag|iframe|image|code|markdown|json|website|phone number|e-?mail)\b",
    r"\b(?:click|visit|go to|buy at|order at) (?:here|this link|https?|www|our (?:new )?"
    r"(?:site|link))\b",
    r"\b(?:end|begin|start|close) of (?:data|quote|quotes|document|input|context|prompt|material)",
    r"\b(?:approve|publish|set live|go live with|mark as approved|auto.?approve)\b.{0,30}\b(?:this"
    r"|it|draft|copy|text|variant|without|immediately|automatically)\b",
    r"\b(?:base64|rot13|hexadecimal|unicode escapes?)\b|\bdecode (?:this|the|it)\b",
    r"\bother (?:workspace|customer|tenant|client|brand|account)s?'?"
    r" (?:data|text|copy|draft|quote|key)",
    r"\b(?:workspace|tenant)s?\b.{0,30}\b(?:quotes|copy|drafts|keys|data)\b",
    r"\b(?:additionalproperties|json schema|tool call|function call|response_format|max_tokens)\b",
    r"\bfrom now on\b.{0,30}\b(?:you|write|say|answer|respond|always)\b",
    r"\b(?:do not|don't|never|stop)\b.{0,15}\b(?:following|follow|obey\w*|listen to|use)\b.{0,12}"
    r"\b(?:the system|your (?:rules|instructions)|the (?:schema|above|brief|rules above))\b",
    # German
    r"\b(?:ignorier\w*|vergiss|vergesst|missachte\w*|übergeh\w*|uberge\w*)\b.{0,40}\b(?:anweisung\w*"
    r"|regeln|vorgaben|anleitung\w*|prompt|befehl\w*)",
    r"\b(?:gib|zeig\w*|nenne?|verrate?|wiederhol\w*|schreib\w*|antworte)\b.{0,40}\b(?:anweisung\w*"
    r"|system\w*|schlüssel|schlussel|passwort|prompt|nur mit|ausschließlich|link|überschrift)",
    r"\bdu bist (?:jetzt|nun|ab sofort)\b",
    # French
    r"\b(?:ignore[zr]?|oublie[zr]?|néglige[zr]?|neglige[zr]?)\b.{0,40}\b(?:instruction\w*|consigne\w*"
    r"|règle\w*|regle\w*|directive\w*)",
    r"\b(?:affiche[zr]?|révèle[zr]?|revele[zr]?|répète[zr]?|repete[zr]?|donne[zr]?|écri[st]\w*"
    r"|ecri[st]\w*|réponds?|reponds?)\b.{0,40}\b(?:instruction\w*|prompt|clé|cle|système|systeme"
    r"|mot de passe|uniquement|seulement|lien|titre)\b",
    # Spanish and Portuguese
    r"\b(?:ignor[ae]\w*|olvid[ae]\w*|esque[cç]\w*|desconsidere)\b.{0,40}\b(?:instruccion\w*"
    r"|instrucci\w*|instruç\w*|instruc\w*|regras|reglas|órdenes|ordenes|indicacion\w*)",
    r"\b(?:muestra|revela|repite|escribe|responde|imprime|mostre|revele|repita|escreva|imprima)\b"
    r".{0,40}\b(?:instruc\w*|prompt|clave|contraseña|contrasena|sistema|chave|senha|solo|só|apenas"
    r"|enlace|título|titulo)\b",
    # Italian
    r"\b(?:ignora\w*|dimentica\w*|trascura\w*)\b.{0,40}\b(?:istruzion\w*|regole|direttiv\w*)",
    r"\b(?:mostra|rivela|ripeti|scrivi|rispondi|stampa)\b.{0,40}\b(?:istruzion\w*|prompt|chiave"
    r"|password|sistema|solo|link|titolo)\b",
    # Dutch, Swedish, Danish, Polish, Czech, Turkish
    r"\b(?:negeer|vergeet)\b.{0,40}\b(?:instructies|regels|opdracht\w*)",
    r"\b(?:ignorera|glöm|glom|ignorer|glem)\b.{0,40}\b(?:instruktion\w*|regler\w*|anvisning\w*)",
    r"\b(?:zignoruj|ignoruj|zapomnij|pomiń|pomin)\b.{0,40}\b(?:instrukcj\w*|polece\w*|zasad\w*)",
    r"\b(?:ignoruj|zapomeň|zapomen)\b.{0,40}\b(?:instrukc\w*|pokyn\w*|pravid\w*)",
    r"\b(?:talimat\w*|kural\w*|komut\w*)\b.{0,30}\b(?:yok say|unut|görmezden|gormezden)\w*",
    # Russian and Ukrainian
    r"(?:игнорир\w*|забудь\w*|проигнорир\w*|ігнору\w*).{0,40}(?:инструкц\w*|правил\w*|указани\w*"
    r"|інструкц\w*)",
    r"(?:покажи|выведи|напиши|раскрой|повтори).{0,40}(?:инструкц\w*|ключ\w*|промпт\w*|систем\w*"
    r"|пароль|только|ссылк\w*)",
    # Chinese, Japanese, Korean
    r"(?:忽略|无视|無視|忘记|忘記).{0,20}(?:指令|指示|规则|規則|提示|说明)",
    r"(?:输出|輸出|显示|顯示|告诉|透露|重复|打印).{0,20}(?:提示|密钥|金鑰|指令|系统|密码|密碼)",
    r"(?:指示|命令|ルール|プロンプト).{0,12}(?:無視|忘れ|出力|表示)|(?:無視|忘れ).{0,12}(?:指示|命令)",
    r"(?:지시|명령|규칙|프롬프트).{0,14}(?:무시|잊|출력|보여)",
    # Arabic, Hindi, Hebrew
    r"(?:تجاهل|انس|اتجاهل).{0,40}(?:التعليمات|تعليمات|القواعد|الأوامر)",
    r"(?:निर्देश|नियम).{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)|(?:अनदेखा|भूल).{0,30}(?:निर्देश|नियम)",
    r"(?:התעלם|שכח).{0,40}(?:הוראות|ההוראות|הכללים)",
)
ORDERS = tuple(re.compile(pattern) for pattern in _PATTERNS)
