-- Who alone tells a story, so that a source that floods does not fill the front page.

ALTER TABLE story ADD COLUMN voice TEXT;        -- Story.voice
CREATE INDEX story_voice ON story(voice, rank DESC, id DESC) WHERE reports > 0;
UPDATE story SET voice = (
    SELECT CASE WHEN min(r.outlet_key) = max(r.outlet_key) THEN min(r.outlet_key) END
    FROM report r WHERE r.story = story.id AND r.visibility = 'shown'
) WHERE reports > 0;
