//! The 26 languages a release claims, and what identification found.

macro_rules! languages {
    ($($variant:ident $code:literal $name:literal $script:ident,)*) => {
        /// A language the taxonomy knows. Codes are ISO 639-1, which are BCP 47 primary subtags.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Language { $(#[doc = $name] $variant,)* }

        impl Language {
            /// All, in a fixed order; a variant's index is `self as usize`.
            pub const ALL: &'static [Language] = &[$(Language::$variant,)*];

            /// Two-letter code.
            pub fn code(self) -> &'static str {
                match self { $(Language::$variant => $code,)* }
            }

            /// English name.
            pub fn name(self) -> &'static str {
                match self { $(Language::$variant => $name,)* }
            }

            /// The script it is written in.
            pub fn script(self) -> Script {
                match self { $(Language::$variant => Script::$script,)* }
            }

            fn from_primary(code: &str) -> Option<Self> {
                match code { $($code => Some(Language::$variant),)* _ => None }
            }
        }
    };
}

languages! {
    Fr "fr" "French" Latin,
    En "en" "English" Latin,
    De "de" "German" Latin,
    Es "es" "Spanish" Latin,
    It "it" "Italian" Latin,
    Pt "pt" "Portuguese" Latin,
    Nl "nl" "Dutch" Latin,
    Sv "sv" "Swedish" Latin,
    Pl "pl" "Polish" Latin,
    Cs "cs" "Czech" Latin,
    Ro "ro" "Romanian" Latin,
    Bg "bg" "Bulgarian" Cyrillic,
    El "el" "Greek" Greek,
    Uk "uk" "Ukrainian" Cyrillic,
    Ru "ru" "Russian" Cyrillic,
    Tr "tr" "Turkish" Latin,
    Az "az" "Azerbaijani" Latin,
    Kk "kk" "Kazakh" Cyrillic,
    Ar "ar" "Arabic" Arabic,
    Fa "fa" "Persian" Arabic,
    He "he" "Hebrew" Hebrew,
    Hi "hi" "Hindi" Devanagari,
    Zh "zh" "Chinese" Han,
    Ja "ja" "Japanese" Han,
    Ko "ko" "Korean" Hangul,
    Id "id" "Indonesian" Latin,
}

/// Writing systems of those languages. Japanese counts as `Han`: it is read character by character as Chinese is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Devanagari,
    Han,
    Hangul,
}

impl Language {
    /// The language of a BCP 47 tag or of the codes agencies send in its place
    /// (`fr-FR`, `zh_Hans`, `FRE`, `swe`, `se`, `in`, `iw`).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        let primary = tag.split(['-', '_', '.']).next().unwrap_or("");
        Self::from_primary(primary).or(match primary {
            "fre" | "fra" => Some(Self::Fr),
            "eng" => Some(Self::En),
            "ger" | "deu" => Some(Self::De),
            "spa" => Some(Self::Es),
            "ita" => Some(Self::It),
            "por" => Some(Self::Pt),
            "dut" | "nld" => Some(Self::Nl),
            "swe" | "se" => Some(Self::Sv),
            "pol" => Some(Self::Pl),
            "cze" | "ces" | "cz" => Some(Self::Cs),
            "rum" | "ron" | "mo" => Some(Self::Ro),
            "bul" => Some(Self::Bg),
            "gre" | "ell" | "gr" => Some(Self::El),
            "ukr" | "ua" => Some(Self::Uk),
            "rus" => Some(Self::Ru),
            "tur" => Some(Self::Tr),
            "aze" => Some(Self::Az),
            "kaz" | "kz" => Some(Self::Kk),
            "ara" => Some(Self::Ar),
            "per" | "fas" => Some(Self::Fa),
            "heb" | "iw" => Some(Self::He),
            "hin" => Some(Self::Hi),
            "chi" | "zho" | "cn" | "cmn" => Some(Self::Zh),
            "jpn" | "jp" => Some(Self::Ja),
            "kor" | "kr" => Some(Self::Ko),
            "ind" | "in" => Some(Self::Id),
            _ => None,
        })
    }
}

/// What identification said of a story's language.
#[derive(Debug, Clone, PartialEq)]
pub struct LanguageFound {
    /// The language the story is read in; `None`: not one we know, or too little text to tell.
    pub language: Option<Language>,
    /// 0–1. 1 when the declared language is taken without detection.
    pub confidence: f32,
    /// Tag of a language that we do not read, where the text shows it and nothing else is known.
    pub other: Option<&'static str>,
    /// As the input declared it, untouched.
    pub declared: Option<String>,
    /// What detection alone said.
    pub detected: Option<Language>,
    /// Declared and detected are both known and differ.
    pub conflict: bool,
}
