do
  -- Only Applications of `helm stack` are judged here; about all others this says nothing.
  local labels = obj.metadata.labels
  if labels ~= nil and labels["helm-stack/type"] ~= nil then
    local spec, status = obj.spec or {}, obj.status or {}
    local sync, health, operation = status.sync or {}, status.health or {}, status.operationState
    local annotations = obj.metadata.annotations or {}
    local deadline = tonumber(annotations["helm-stack/progress-deadline"]) or 900

    local function verdict(word, message)
      return { status = word, message = message }
    end

    -- Argo CD has `os` behind `require`, and there is no library for strings: an instant is written as the
    -- API server writes it, and compared as text.
    local function instant(seconds_ago)
      local found, clock = pcall(require, "os")
      if not found then clock = os end
      if clock == nil then return "" end
      local now = clock.time()
      local utc = clock.date("!*t")
      local local_ahead = now - clock.time({ year = utc.year, month = utc.month, day = utc.day,
        hour = utc.hour, min = utc.min, sec = utc.sec })
      return clock.date("%Y-%m-%dT%H:%M:%SZ", now - seconds_ago - local_ahead)
    end

    local function latest(instants)
      local found = obj.metadata.creationTimestamp or ""
      for _, at in pairs(instants) do
        if at > found then found = at end
      end
      return found
    end

    -- It may wait since the latest of these instants, but no longer than its deadline. Then it counts as failed, so
    -- that its stack's operation ends, and begins again with the newest commit.
    local function waits(word, message, since)
      if latest(since) < instant(deadline) then
        return verdict("Degraded", message .. "; for longer than " .. deadline .. " s")
      end
      return verdict(word, message)
    end

    -- What is written and what Argo CD makes of it differ in empty parts: `directory: {}` becomes `{jsonnet: {}}`.
    local function same(left, right)
      if type(left) ~= "table" and type(right) ~= "table" then
        if left == "" or left == false or left == 0 then left = nil end
        if right == "" or right == false or right == 0 then right = nil end
        return left == right
      end
      if left == nil then left = {} end
      if right == nil then right = {} end
      if type(left) ~= "table" or type(right) ~= "table" then return false end
      for key, value in pairs(left) do
        if not same(value, right[key]) then return false end
      end
      for key, value in pairs(right) do
        if left[key] == nil and not same(nil, value) then return false end
      end
      return true
    end

    local function sources(from)
      if from.sources ~= nil and next(from.sources) ~= nil then return from.sources end
      return { from.source }
    end

    local function compared_as_written()
      local compared = sync.comparedTo
      if compared == nil then return false end
      local wanted, seen = spec.destination or {}, compared.destination or {}
      return (spec.sourceHydrator ~= nil or same(sources(spec), sources(compared)))
        and same(wanted.namespace, seen.namespace)
        and (wanted.name == nil or seen.name == nil or same(wanted.name, seen.name))
        and (wanted.server == nil or seen.server == nil or same(wanted.server, seen.server))
    end

    -- Some errors pass by themselves: a project made a moment ago, a repository that did not answer once.
    local function lasting(errors)
      for _, condition in ipairs(status.conditions or {}) do
        if errors[condition.type] and (condition.lastTransitionTime or "") < instant(120) then
          return condition.type
        end
      end
      return nil
    end

    -- Whether the last operation was about all of what is wanted now, whatever has changed in the cluster since.
    local function about_this()
      if operation == nil then return false end
      local asked = (operation.operation or {}).sync or {}
      local result = operation.syncResult or {}
      if asked.dryRun or (asked.resources ~= nil and next(asked.resources) ~= nil) then return false end
      return same(sources(spec), sources(result)) and same(sync.revision, result.revision)
        and same(sync.revisions, result.revisions)
    end

    local function judged()
      local invalid = lasting({ InvalidSpecError = true, UnknownError = true })
      if invalid ~= nil then return verdict("Degraded", invalid) end
      if health.status == nil or sync.comparedTo == nil then
        return waits("Progressing", "not compared with Git yet", {})
      end
      if not compared_as_written() then
        return waits("Progressing", "its status is older than its spec", { status.reconciledAt })
      end
      if obj.operation ~= nil then
        return verdict("Progressing", "a sync is about to start")
      end
      local phase = operation ~= nil and operation.phase or ""
      local finished = operation ~= nil and operation.finishedAt or nil
      if phase == "Running" or phase == "Terminating" then
        return waits("Progressing", "a sync is running", { operation.startedAt })
      end
      if finished ~= nil and status.reconciledAt ~= nil and status.reconciledAt < finished then
        return waits("Progressing", "its health was not assessed again since the last sync", { finished })
      end
      local wrong = lasting({ ComparisonError = true, SyncError = true })
      if wrong ~= nil then return verdict("Degraded", wrong) end
      local synced = sync.status == "Synced"
      if (phase == "Failed" or phase == "Error") and (not synced or about_this()) then
        return verdict("Degraded", "the last sync failed")
      end
      local message = health.message or ""
      local since = { health.lastTransitionTime, finished or health.lastTransitionTime }
      if health.status == "Degraded" then return verdict("Degraded", message) end
      if health.status ~= "Healthy" then
        local word = health.status == "Suspended" and "Suspended" or "Progressing"
        if message == "" then message = "its health is " .. health.status end
        return waits(word, message, since)
      end
      if synced or (phase == "Succeeded" and about_this()) then return verdict("Healthy", message) end
      local automated = (spec.syncPolicy or {}).automated
      if automated ~= nil and automated.enabled ~= false then
        return verdict("Progressing", "healthy, but what Git wants is not applied yet")
      end
      return waits("Progressing", "healthy, but somebody must sync what Git wants", since)
    end

    return judged()
  end
end
