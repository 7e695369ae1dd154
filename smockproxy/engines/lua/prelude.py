"""What runs once in each Lua state: it makes the surroundings that a script finds, anew for each run.

A script gets copies of all tables, so that what it changes is gone with it. What reaches further is left out,
errors get gopher-lua's words, and the request is shown as gopher-luar shows Go values: user data that is
indexed, called and measured, but is no table.
Sources: gopher-lua (`baselib`, `vm`, `state`), gopher-luar (`map`, `slice`), the Lua 5.1 manual.
"""

CHUNK = "[G]"
"""The name of this chunk in tracebacks, which is what gopher-lua calls its own functions."""

PRELUDE = r"""
local host, names, on_demand = ...
local real, env, loaded = _G, nil, nil
local error, type, pairs, select = error, type, pairs, select
local getmetatable, setmetatable, tostring, xpcall = getmetatable, setmetatable, tostring, xpcall
local getfenv, setfenv, loadstring, newproxy = getfenv, setfenv, loadstring, newproxy
local byte, match, format = string.byte, string.match, string.format
local concat, sort, floor = table.concat, table.sort, math.floor
local traceback, metatable_of_type = debug.traceback, debug.setmetatable
local collect, rawequal = collectgarbage, rawequal

local function refuse(text) error(text, 3) end

-- errors in gopher-lua's words; C's Lua asks these before it raises its own
local function operation(name)
  return function(one, other)
    refuse("cannot perform " .. name .. " operation between " .. type(one) .. " and " .. type(other))
  end
end
local words = {
  __index = function(value, key)
    refuse("attempt to index a non-table object(" .. type(value) .. ") with key '" .. tostring(key) .. "'")
  end,
  __call = function() refuse("attempt to call a non-function object") end,
  __len = function() refuse("__len undefined") end,
  __unm = function() refuse("__unm undefined") end,
}
words.__newindex = words.__index
for _, name in pairs({"add", "sub", "mul", "div", "mod", "pow", "concat"}) do
  words["__" .. name] = operation(name)
end
local function words_without(...)
  local kept = {}
  for event, word in pairs(words) do kept[event] = word end
  for at = 1, select("#", ...) do kept[select(at, ...)] = nil end
  return kept
end
metatable_of_type(nil, words)
metatable_of_type(true, words)
metatable_of_type(0, words)
metatable_of_type(error, words_without("__call"))
local words_of_text = words_without("__index", "__len")

-- what Lua has, but not so
local function compile(text, name)
  -- only text is compiled: code that is compiled already could reach memory that is not its own
  if byte(text) == 27 then return nil, name .. ": compiled code is not allowed" end
  local chunk, flaw = loadstring(text, "=" .. name)
  return chunk and setfenv(chunk, env), flaw
end
local own = {}
function own.loadstring(text, name)
  if type(text) ~= "string" then
    refuse("bad argument #1 to loadstring (string expected, got " .. type(text) .. ")")
  end
  return compile(text, name or "<string>")
end
function own.load(reader, name)
  local pieces = {}
  for piece in reader do
    if piece == "" then break end
    pieces[#pieces + 1] = piece
  end
  return compile(concat(pieces), name or "?")
end
function own.getfenv(of)
  if of == nil then of = 1 end
  if of == 0 then return env end
  if type(of) == "number" then of = of + 1 end
  local found = getfenv(of)
  return found == real and env or found
end
function own.setfenv(of, fields)
  if of == 0 then refuse("cannot change the environment of given object") end
  if type(of) == "number" then of = of + 1 end
  if getfenv(of) == real then refuse("cannot change the environment of given object") end
  local changed = setfenv(of, fields)
  if type(of) ~= "number" then return changed end
end
function own.getmetatable(...)
  if select("#", ...) == 0 then refuse("bad argument #1 to getmetatable (value expected)") end
  local value = ...
  local kind = type(value)
  if kind == "nil" or kind == "boolean" or kind == "number" or kind == "function" then return nil end
  return getmetatable(value)
end
function own.tostring(...)
  local value = ...
  if type(value) == "number" and value == floor(value) and value > -2^63 and value < 2^63 then
    return format("%.0f", value)
  end
  return tostring(...)
end
function own.collectgarbage() return 0 end
function own.require(name)
  if loaded[name] then return loaded[name] end
  local loader = env.package.preload[name]
  if not loader then
    refuse("module " .. name .. " not found:\n\tno field package.preload['" .. name .. "'], ")
  end
  local module = loader(name)
  if module ~= nil then loaded[name] = module end
  if loaded[name] == nil then loaded[name] = true end
  return loaded[name]
end
function own.module(name, ...)
  if getfenv(2) == real then refuse("module can't be called from here") end
  local module = type(loaded[name]) == "table" and loaded[name] or env[name] or {}
  loaded[name], env[name] = module, module
  module._M, module._NAME, module._PACKAGE = module, name, match(name, "^(.*%.)[^.]*$") or ""
  setfenv(2, module)
  for at = 1, select("#", ...) do select(at, ...)(module) end
  return module
end
local function see_all(module) setmetatable(module, {__index = env}) end

-- Go values: a list has its length at 0, and the lists and maps within are hidden tables too
local hidden, pending, shown, table_of, identities, objects
local function fetched(value, key)
  if value == hidden and pending[key] then
    local succeeded, part = host("request", key)
    if not succeeded then refuse(part) end
    pending[key], value[key] = nil, part
  end
  return value[key]
end
local function taken(value) -- a table of the script stays one
  if table_of[value] then return table_of[value] end
  if type(value) == "table" then shown[value] = value end
  return value
end
local show
local function list_metatable(value, length)
  return {
    __index = function(_, key)
      if type(key) == "string" then return nil end
      if type(key) ~= "number" then refuse("bad argument #2 to index (must be a number or string)") end
      key = key < 0 and -floor(-key) or floor(key)
      if key < 1 or key > length then refuse("bad argument #2 to index (index out of range)") end
      return show(value[key])
    end,
    __newindex = function(_, key, new)
      if type(key) ~= "number" then refuse("bad argument #2 to index (number expected)") end
      if key < 1 or key > length then refuse("bad argument #2 to index (index out of range)") end
      value[floor(key)] = taken(new)
    end,
    __len = function() return length end,
    __call = function()
      local at = 0
      return function()
        at = at + 1
        if at <= length then return at, show(value[at]) end
      end
    end,
  }
end
local function keys(value)
  if value == hidden then
    for key in pairs(pending) do fetched(value, key) end
  end
  local found = {}
  for key in pairs(value) do found[#found + 1] = key end
  sort(found)
  return found
end
local function map_metatable(value)
  return {
    __index = function(_, key)
      if type(key) ~= "string" then
        refuse("bad argument #2 to index (cannot use " .. tostring(key) .. " as type string)")
      end
      return show(fetched(value, key))
    end,
    __newindex = function(_, key, new)
      if type(key) ~= "string" then refuse("bad argument #2 to index (invalid map key type)") end
      if value == hidden then pending[key] = nil end
      value[key] = taken(new)
    end,
    __len = function() return #keys(value) end,
    __call = function()
      local found, at = keys(value), 0
      return function()
        at = at + 1
        if found[at] then return found[at], show(value[found[at]]) end
      end
    end,
  }
end
function show(value)
  if type(value) ~= "table" then return value end
  if shown[value] then return shown[value] end
  local proxy = newproxy(true)
  local metatable = getmetatable(proxy)
  local length = value[0]
  for event, answer in pairs(length and list_metatable(value, length) or map_metatable(value)) do
    metatable[event] = answer
  end
  metatable.__metatable = "gopher-luar"
  shown[value], table_of[proxy] = proxy, value
  return proxy
end

-- our own names
local state -- so that state:get(…) is state.get(…)
local function calling(name)
  return function(...)
    local from = state ~= nil and rawequal(state, (...)) and 2 or 1
    local succeeded, answer = host(name, select(from, ...))
    if not succeeded then refuse(answer) end
    return answer
  end
end
local inventing = {__metatable = "faker"}
function inventing.__index(_, name)
  return function(...)
    local succeeded, answer = host("faker", name, ...)
    if not succeeded then refuse(answer) end
    return answer
  end
end
local levels = {}
for at = 1, #names do
  local level, name = match(names[at], "^([^.]+)%.([^.]+)$")
  if level then
    levels[level] = levels[level] or {}
    levels[level][name] = calling(names[at])
  else
    own[names[at]] = calling(names[at])
  end
end
local function logging(separator)
  return function(...)
    local texts = {}
    for at = 1, select("#", ...) do texts[at] = own.tostring((select(at, ...))) end
    host("log", concat(texts, separator))
  end
end
own.log, own.print = logging(" "), logging("\t")
levels.console = {log = own.log}

-- the tables of a run
local withheld = {
  coroutine = true, debug = true, io = true, os = true, python = true, package = true, _G = true,
  dofile = true, loadfile = true, newproxy = true, gcinfo = true,
}
local plain, libraries = {}, levels
for name, value in pairs(real) do
  if not withheld[name] and type(value) == "table" then
    libraries[name] = libraries[name] or {}
    for member, part in pairs(value) do libraries[name][member] = libraries[name][member] or part end
  elseif not withheld[name] then
    plain[name] = value
  end
end
libraries.string.dump = nil
for name, value in pairs(own) do plain[name] = value end

local function begin(request, values)
  env, loaded, shown, table_of, identities = {}, {}, {}, {}, {}
  hidden, pending = request, {}
  for at = 1, #on_demand do pending[on_demand[at]] = true end
  for name, value in pairs(plain) do env[name] = value end
  for name, members in pairs(libraries) do
    local copy = {}
    for member, part in pairs(members) do copy[member] = part end
    env[name] = copy
  end
  for name in pairs({string = 1, table = 1, math = 1}) do loaded[name] = env[name] end
  env.package = {loaded = loaded, preload = {}, loaders = {}, path = "", cpath = "", seeall = see_all}
  loaded._G, loaded.package, env._G = env, env.package, env
  for name, value in pairs(values) do env[name] = value end
  env.request = show(hidden)
  env.faker = setmetatable({}, inventing)
  state = env.state
  local of_text = {__index = env.string}
  for event, word in pairs(words_of_text) do of_text[event] = word end
  metatable_of_type("", of_text)
end

local function failed(problem)
  local text = type(problem) == "string" and problem or own.tostring(problem)
  -- C's Lua walks a deep stack once for each of its frames
  return {text, match(text, "stack overflow") and "" or traceback("", 2)}
end
local function finished(succeeded, ...)
  local count = select("#", ...)
  if succeeded then return "done", count > 0 and (select(count, ...)) or nil end
  local problem = ...
  if type(problem) ~= "table" then return "failed", problem, "" end
  return "failed", problem[1], problem[2]
end
local function run(chunk)
  return finished(xpcall(setfenv(chunk, env), failed))
end

-- what a run has left does not count for the next
local function finish()
  env, loaded, state, hidden, pending, shown, table_of, identities = nil
  objects = {}
  if collect("count") > 1024 then collect() end
end

objects = {}
local numbered = 0
local function identity(value)
  if not identities[value] then
    numbered = numbered + 1
    identities[value] = numbered
  end
  return identities[value]
end

-- an empty object is no empty list: those that came from JSON are remembered
local function object(found)
  if found then return objects[found] end
  local made = {}
  objects[made] = true
  return made
end

-- what is read of the whole request has its tables, but not its body
local tables = {"headers", "query_params", "cookies", "path_params", "path_segments"}
local function unwrap(proxy)
  local value = table_of[proxy]
  if value and value == hidden then
    for at = 1, #tables do fetched(value, tables[at]) end
  end
  return value
end

return begin, run, finish, identity, object, unwrap
"""
