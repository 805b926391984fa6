//! What of the block list stands in a release, and rules that were set aside for it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::blocks::{Block, BlockKind, Hit};
use super::fold::Folded;
use super::{Mark, Press, PressState, PressWords, bare};
use crate::ids::{BlockId, PersonId};
use crate::{Refusal, text};

/// A rule of the block list set aside for one release, for the words that it was given for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetAside {
    /// The entry.
    pub block: BlockId,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub mark: Mark,
    /// Digest of everything the release said then. Empty in what was kept before there was one: it counts for nothing.
    #[serde(default)]
    pub words: String,
    /// Digest of the paragraphs in which the entry stood: they may stay where something else is corrected.
    #[serde(default)]
    pub passages: String,
}

impl SetAside {
    fn holds(&self, block: &Block, words: &str, out: bool) -> bool {
        self.block == block.id
            && block.kind.may_be_set_aside()
            && (self.words == digest(words) || (out && self.passages == digest(&block.passages(words))))
    }
}

fn digest(words: &str) -> String {
    Sha256::digest(words).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What of the block list stands in a text.
pub fn hits_in(text: &str, blocks: &[Block]) -> Vec<Hit> {
    let text = Folded::of(text);
    blocks.iter().filter_map(|block| block.found(&text)).collect()
}

/// Refuses with the strictest rule that was hit.
pub fn refuse(hits: &[Hit]) -> Result<(), Refusal> {
    match hits.iter().map(|hit| hit.kind).min() {
        None => Ok(()),
        Some(BlockKind::Juvenile) => Err(Refusal::not_now("names-a-juvenile")),
        Some(BlockKind::Victim) => Err(Refusal::not_now("names-a-victim")),
        Some(BlockKind::Address) => Err(Refusal::not_now("names-an-address")),
        Some(BlockKind::Investigation) => Err(Refusal::not_now("names-an-investigation")),
    }
}

impl Press {
    /// What of the block list stands in its words, or in words that are to replace them, and was not set aside for these.
    pub fn hits(&self, words: &PressWords, blocks: &[Block]) -> Vec<Hit> {
        let all = words.all();
        let folded = Folded::of(&all);
        let out = self.issued_at.is_some();
        let found = blocks.iter().filter_map(|block| Some((block, block.found(&folded)?)));
        found
            .filter(|(block, _)| !self.aside.iter().any(|a| a.holds(block, &all, out)))
            .map(|(_, hit)| hit)
            .collect()
    }

    /// Sets a rule of the block list aside for its words as they are, where the rule allows that.
    pub fn set_aside(
        mut self,
        block: &Block,
        reason: &str,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Press, Refusal> {
        if !block.kind.may_be_set_aside() {
            return Err(Refusal::not_now("block-stands"));
        }
        if matches!(self.state, PressState::Issued | PressState::Retracted) {
            return Err(Refusal::not_now("press-issued"));
        }
        let reason = text::prose("aside_reason", reason)?;
        let all = self.words.all();
        let (words, passages) = (digest(&all), digest(&block.passages(&all)));
        self.aside.push(SetAside { block: block.id, reason, mark: Mark { by, at }, words, passages });
        Ok(self)
    }

    /// Whether an address of it holds what the list forbids: in its own letters, or as one made of a headline that does.
    pub fn tells(&self, slug: &str, blocks: &[Block]) -> bool {
        let heads = self.earlier.iter().map(|e| &e.words).chain([&self.words]);
        let made = |words: &&PressWords| {
            let head = text::slug(&words.title);
            !head.is_empty() && slug.starts_with(&head)
        };
        let named = |text: &str, words: &PressWords| {
            let here = hits_in(text, blocks);
            !here.is_empty() && self.hits(words, blocks).iter().any(|hit| here.contains(hit))
        };
        match heads.filter(made).collect::<Vec<_>>().as_slice() {
            [] => !hits_in(slug, blocks).is_empty(),
            made => made.iter().any(|words| named(&format!("{}\n{slug}", words.title), words)),
        }
    }

    /// The last part of its page's address as it may be told now: its own, or its bare id where its own holds what the list
    /// forbids.
    pub fn address(&self, blocks: &[Block]) -> String {
        if self.tells(&self.slug, blocks) { bare(self.id) } else { self.slug.clone() }
    }

    /// Whether an address is or was its own.
    pub fn goes_by(&self, slug: &str) -> bool {
        self.slug == slug || bare(self.id) == slug || self.former.iter().any(|former| former == slug)
    }

    /// Earlier versions that name what is on the list now and are still shown, by their place.
    pub fn earlier_hits(&self, blocks: &[Block]) -> Vec<(usize, Vec<Hit>)> {
        let each = self.earlier.iter().enumerate().filter(|(_, earlier)| !earlier.withheld);
        each.map(|(n, earlier)| (n, self.hits(&earlier.words, blocks)))
            .filter(|(_, h)| !h.is_empty())
            .collect()
    }
}
