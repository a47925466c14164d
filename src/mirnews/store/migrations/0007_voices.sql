-- Who alone tells a story, so that a source that floods does not fill the front page.

ALTER TABLE story ADD COLUMN voice TEXT;        -- Story.voice
CREATE INDEX story_voice ON story(voice, rank DESC, id DESC) WHERE reports > 0;
UPDATE story SET changes = changes + 1 WHERE reports > 0 AND independent <= 1;
