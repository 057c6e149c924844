/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-run.h"

#include "ns3/experiment-identity.h"
#include "ns3/json-text.h"
#include "ns3/result-digest.h"

#include <map>
#include <nlohmann/json.hpp>

namespace ns3
{
namespace aifabric
{

void
SweepRun::Identify()
{
    const ExperimentPlan plan(options);
    const ExperimentIdentity experiment(plan);
    std::map<std::string, std::string> sorted = experiment.GetOptions();
    sorted["lb"] = plan.Get("lb").canonical;
    // No result depends on these; the keys of older files have them.
    sorted["engine"] = "native";
    sorted["force"] = "false";
    nlohmann::ordered_json json;
    for (const auto& [name, value] : sorted)
    {
        json[name] = value;
    }
    for (const auto& [name, value] : experiment.GetSurroundings())
    {
        json[name] = value;
    }
    json["seed"] = options.seed;
    json["run"] = options.run;
    identity = WriteJson(json);
    ResultDigest first;
    first.Add(identity);
    ResultDigest second;
    second.Add(std::string("second half"));
    second.Add(identity);
    hash = first.Get();
    key = first.Hex() + second.Hex();
}

SweepRecord
SweepRun::MakeRecord(const std::string& sweep) const
{
    SweepRecord record;
    record.key = key;
    record.options = identity;
    record.sweep = sweep;
    record.grid = grid;
    record.replaces = failed;
    return record;
}

} // namespace aifabric
} // namespace ns3
