pub mod fold;
pub mod pattern;
pub mod problem;
pub mod trie;
