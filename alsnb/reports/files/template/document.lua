-- What pandoc cannot know of a report: its title, its notes, its figures, and what stands to the right in its tables.
local typst = FORMAT == "typst"
local nbsp = "\u{a0}"
local drawn = 0

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function is_empty(caption)
  return #caption.long == 0
end

local function of_cells(rows, change)
  for _, row in ipairs(rows) do
    for number, cell in ipairs(row.cells) do change(cell, number) end
  end
end

-- In characters: of a line of a table, of a word that is not broken, of the text a column is for.
local room, longest_word, long_text = 100, 16, 26
-- Letters smaller than this, in points, ask for a page turned sideways.
local sideways = 6

-- How long the longest line and the longest word of a cell are.
local function lengths(cell)
  local longest, word, line = 0, 0, 0
  local tell = function(text)
    line = line + (utf8.len(text) or #text)
    longest = math.max(longest, line)
    for part in text:gmatch("[^ ]+") do word = math.max(word, utf8.len(part) or #part) end
  end
  for _, block in ipairs(cell.contents) do
    line = 0
    for _, each in ipairs(block.content or {}) do
      if each.t == "LineBreak" then line = 0 else tell(pandoc.utils.stringify(each)) end
    end
  end
  return longest, word
end

-- Columns as wide as their words ask for; what is left goes to those with long texts. Returns the size of the letters.
local function widths(made)
  local lines, words = {}, {}
  for number = 1, #made.colspecs do lines[number], words[number] = 0, 0 end
  local measure = function(cell, number)
    local line, word = lengths(cell)
    lines[number] = math.max(lines[number] or 0, line + 2)
    words[number] = math.max(words[number] or 0, math.min(word, longest_word) + 2, math.min(line, long_text) * 0.9)
  end
  of_cells(made.head.rows, measure)
  for number, word in ipairs(words) do words[number] = 1.15 * word end -- its letters are bold
  for _, body in ipairs(made.bodies) do of_cells(body.body, measure) end
  local asked, wanted = 0, 0
  for number, word in ipairs(words) do
    asked, wanted = asked + word, wanted + lines[number]
  end
  if wanted <= room then return 8 end
  local left = math.max(0, room - asked) / (wanted - asked)
  local whole = math.max(room, asked)
  made.colspecs = made.colspecs:map(function(spec, number)
    return { spec[1], (words[number] + left * (lines[number] - words[number])) / whole }
  end)
  return 8 * room / whole
end

-- Codes of several words, as in a format's rules, may go on in the next line.
local function broken(text)
  if utf8.len(text.text) <= longest_word then return nil end
  return pandoc.Str((text.text:gsub("([_:/@.-])", "%1\u{200b}")))
end

local within = {
  Image = function(image)
    if image.src:match("^%a+://") then return image.caption end -- nothing is fetched
    if not typst then
      -- Without a name, the whole image would stand in the document as its name, too.
      local kind, data = pandoc.mediabag.fetch(image.src)
      drawn = drawn + 1
      image.src = "figure-" .. drawn .. "." .. kind:match("/(%a+)")
      pandoc.mediabag.insert(image.src, kind, data)
      return image
    end
    local alt = quoted(pandoc.utils.stringify(image.caption))
    return pandoc.RawInline("typst", "#image(" .. quoted(image.src) .. ", alt: " .. alt .. ")")
  end,
  Figure = function(figure)
    if not is_empty(figure.caption) then return nil end
    local blocks = figure.content:map(function(block)
      return block.t == "Plain" and pandoc.Para(block.content) or block
    end)
    return pandoc.Div(blocks, pandoc.Attr("", {}, { ["custom-style"] = "Figure" }))
  end,
  Span = function(span)
    if not span.classes:includes("interval") then return nil end
    local text = pandoc.utils.stringify(span.content):gsub(" ", typst and nbsp or " ")
    return { pandoc.LineBreak(), pandoc.Str(text) }
  end,
  Link = function(link)
    local known = link.target:match("^https?://") or link.target:match("^mailto:")
    return known and link or link.content
  end,
  Div = function(div)
    if not div.classes:includes("note") then
      return #div.classes > 0 and div.content or nil
    end
    if not typst then return pandoc.Div(div.content, pandoc.Attr("", {}, { ["custom-style"] = "Note" })) end
    local blocks = pandoc.Blocks { pandoc.RawBlock("typst", "#note[") }
    blocks:extend(div.content)
    blocks:insert(pandoc.RawBlock("typst", "]"))
    return blocks
  end,
  Table = function(made)
    local right = function(cell)
      if cell.classes:includes("number") then cell.alignment = "AlignRight" end
    end
    of_cells(made.head.rows, right)
    for _, body in ipairs(made.bodies) do of_cells(body.body, right) end
    local size = widths(made)
    made = made:walk { Str = broken }
    if not typst then return made end
    local rows = 0
    for _, body in ipairs(made.bodies) do rows = rows + #body.body end
    local start = string.format("#laid(%.1fpt, %d, sideways: %s)[", size, rows, size < sideways)
    return { pandoc.RawBlock("typst", start), made, pandoc.RawBlock("typst", "]") }
  end,
}

-- A heading goes with its table to a page turned sideways, where it would stand on a page alone.
local function with_headings(blocks)
  local found = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    local turned = block.t == "RawBlock" and block.text:match("^#laid%(.*sideways: true")
    local headings = pandoc.Blocks {}
    while turned and #found > 0 and found[#found].t == "Header" do
      headings:insert(1, found:remove())
    end
    found:insert(block)
    found:extend(headings)
  end
  return found
end

function Pandoc(doc)
  local blocks, titled = pandoc.Blocks {}, false
  for _, block in ipairs(doc.blocks) do
    if not titled and block.t == "Header" and block.level == 1 then
      doc.meta.title, titled = block.content, true
    elseif block.t == "Div" and block.classes:includes("subtitle") then
      doc.meta.subtitle = pandoc.utils.blocks_to_inlines(block.content)
    else
      blocks:insert(block)
    end
  end
  local shift = titled and 1 or 0
  doc.blocks = blocks:walk(within):walk {
    Header = function(header)
      return pandoc.Header(math.max(1, header.level - shift), header.content)
    end,
  }
  doc.blocks = with_headings(doc.blocks)
  return doc
end
