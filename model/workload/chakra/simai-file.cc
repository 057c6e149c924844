/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "simai-file.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/file-lines.h"

#include <algorithm>
#include <array>
#include <map>

namespace ns3
{
namespace aifabric
{

namespace
{

using Kind = ParallelGroups::Kind;

constexpr uint64_t LONGEST = uint64_t{30} * 86400 * 1000000000; ///< of computing, ns

const char* const NO_GROUPS =
    "its groups are dimensions of a topology that the file does not describe";
const char* const DLRM = "its collectives overlap in a way of their own, which is not supported";

// clang-format off
constexpr std::array<SimaiPolicy, 11> POLICIES{{
    // name                            sizes  tensor oneshot weight1 overlap fwd   input  weight checkp problem
    {"HYBRID_TRANSFORMER",             true,  false, false,  false,  false,  true, true,  true,  false, nullptr},
    {"HYBRID_TRANSFORMER_FWD_IN_BCKWD", true, false, false,  false,  false,  true, true,  true,  true,  nullptr},
    {"DATA",                           false, false, false,  true,   false,  false, false, true, false, nullptr},
    {"MODEL",                          false, true,  false,  false,  true,   true, true,  false, false, nullptr},
    {"MICRO",                          false, false, true,   false,  false,  false, false, true, false, nullptr},
    {"HYBRID_DATA_MODEL",              false, false, false,  false,  true,   true, true,  true,  false, NO_GROUPS},
    {"HYBRID_MODEL_DATA",              false, false, false,  false,  true,   true, true,  true,  false, NO_GROUPS},
    {"HYBRID_CUSTOMIZED",              false, false, false,  false,  false,  true, true,  true,  false, NO_GROUPS},
    {"HYBRID_DLRM",                    false, false, false,  false,  false,  true, true,  true,  false, DLRM},
    {"HYBRID_DLRM_ENHANCED",           false, false, false,  false,  false,  true, true,  true,  false, DLRM},
    {"DISTRIBUTED_INFERENCE",          false, true,  false,  false,  false,  true, true,  false, false, NO_GROUPS},
}};

// clang-format on

/// Collectives, as the files call them.
const std::map<std::string, std::string>&
GetOperations()
{
    static const std::map<std::string, std::string> operations{{"ALLREDUCE", "all-reduce"},
                                                               {"ALLGATHER", "all-gather"},
                                                               {"REDUCESCATTER", "reduce-scatter"},
                                                               {"ALLTOALL", "all-to-all"}};
    return operations;
}

/// The policy of a name, or the end.
auto
FindPolicy(const std::string& name)
{
    return std::find_if(POLICIES.begin(), POLICIES.end(), [&name](const SimaiPolicy& row) {
        return name == row.name;
    });
}

/// Reads the lines of a file, one by one.
class Parser
{
  public:
    explicit Parser(bool lenient)
        : m_lenient(lenient)
    {
    }

    void Take(const std::string& text, uint32_t line)
    {
        const std::vector<std::string> words = SplitWords(text);
        if (line == 1)
        {
            ReadPolicy(words);
        }
        else if (line == 2)
        {
            if (words.size() != 1)
            {
                throw ConfigError("the second line is the number of rows");
            }
            m_count = ParseWhole(words[0], {1, MOST_ROWS}, "the number of rows");
        }
        else if (!words.empty())
        {
            if (m_file.rows.size() == m_count)
            {
                throw ConfigError("there are more rows than the " + std::to_string(m_count) +
                                  " of line 2");
            }
            ReadRow(words, line);
        }
    }

    /// Nothing more comes.
    SimaiFile Finish()
    {
        if (m_file.policy == nullptr || m_file.rows.size() < m_count || m_count == 0)
        {
            const std::string said =
                m_count == 0 ? "" : ", and line 2 says " + std::to_string(m_count);
            throw ConfigError(" ends early: it has " + std::to_string(m_file.rows.size()) +
                              " rows" + said);
        }
        CheckCheckpoints();
        return std::move(m_file);
    }

  private:
    static constexpr uint64_t MOST_ROWS = 1000000;

    using Tokens = std::map<std::string, std::vector<uint64_t>>; ///< what follows the policy
    static Tokens ReadTokens(const std::vector<std::string>& words);
    void ReadPolicy(const std::vector<std::string>& words);
    void ReadSizes(Tokens& tokens);
    void ReadCheckpoints(Tokens& tokens);
    void ReadRow(const std::vector<std::string>& words, uint32_t line);
    SimaiStep ReadStep(const std::vector<std::string>& words,
                       size_t first,
                       bool hasCollectives,
                       Kind group) const;
    void ReadCollective(const std::string& word, SimaiStep& step) const;
    void CheckCheckpoints() const;

    bool m_lenient;
    SimaiFile m_file;
    uint64_t m_count{0}; ///< of rows
};

Parser::Tokens
Parser::ReadTokens(const std::vector<std::string>& words)
{
    Tokens tokens;
    for (size_t i = 1; i < words.size(); i++)
    {
        std::string key = words[i];
        const bool isList = key == "checkpoints:" || key == "checkpoint_initiates:";
        const bool hasColon = key.back() == ':';
        if (!hasColon && key != "pp_comm")
        {
            throw ConfigError(QuoteWord(key) + " stands where a name belongs, as in ep: 1");
        }
        key.resize(key.size() - (hasColon ? 1 : 0));
        const auto next = [&] {
            i++;
            if (i >= words.size())
            {
                throw ConfigError(QuoteWord(key) + " has no number after it");
            }
            return ParseWhole(words[i], {0, UINT32_MAX}, QuoteWord(key));
        };
        std::vector<uint64_t> numbers{next()};
        for (uint64_t left = isList ? numbers[0] : 0; left > 0; left--)
        {
            numbers.push_back(next());
        }
        if (!tokens.emplace(key, numbers).second)
        {
            throw ConfigError(QuoteWord(key) + " is said twice");
        }
    }
    return tokens;
}

void
Parser::ReadPolicy(const std::vector<std::string>& words)
{
    const std::string name = words.empty() ? "" : words[0];
    const auto found = FindPolicy(name);
    if (found == POLICIES.end())
    {
        throw ConfigError(
            "unknown policy " + QuoteWord(name) +
            "; known: HYBRID_TRANSFORMER, HYBRID_TRANSFORMER_FWD_IN_BCKWD, DATA, MODEL, MICRO");
    }
    if (found->problem != nullptr)
    {
        throw ConfigError("policy " + name + ": " + found->problem);
    }
    m_file.policy = &*found;
    Tokens tokens = ReadTokens(words);
    if (found->hasSizes)
    {
        ReadSizes(tokens);
    }
    if (found->hasCheckpoints)
    {
        ReadCheckpoints(tokens);
    }
    if (!tokens.empty())
    {
        throw ConfigError("policy " + name + " has no " + QuoteWord(tokens.begin()->first));
    }
}

void
Parser::ReadSizes(Tokens& tokens)
{
    const auto take = [&tokens](const std::string& key) {
        const auto found = tokens.find(key);
        const uint64_t value = found == tokens.end() ? 0 : found->second[0];
        if (value == 0)
        {
            throw ConfigError(QuoteWord(key) + (found == tokens.end() ? " is missing" : " is 0") +
                              ", and must be at least 1");
        }
        tokens.erase(found);
        return static_cast<uint32_t>(value);
    };
    ParallelSizes& sizes = m_file.sizes;
    sizes.tensor = take("model_parallel_NPU_group");
    sizes.expert = take("ep");
    sizes.pipeline = take("pp");
    take("vpp"); // stages that a rank has, and microbatches: the rows have them
    take("ga");
    m_file.ranks = take("all_gpus");
    const uint64_t model = uint64_t{sizes.tensor} * sizes.pipeline;
    if (m_file.ranks % model != 0)
    {
        throw ConfigError("all_gpus must be a multiple of model_parallel_NPU_group times pp, " +
                          std::to_string(model) + ", not " + std::to_string(m_file.ranks));
    }
    sizes.data = static_cast<uint32_t>(m_file.ranks / model);
    if (sizes.data % sizes.expert != 0)
    {
        throw ConfigError("ep must divide the number of replicas, " + std::to_string(sizes.data) +
                          " (all_gpus over model_parallel_NPU_group and pp), not be " +
                          std::to_string(sizes.expert));
    }
    const auto sent = tokens.find("pp_comm");
    const bool isSent = sent != tokens.end() && sent->second[0] != 0;
    if (isSent != (sizes.pipeline > 1))
    {
        throw ConfigError(isSent ? "pp_comm is what stages of a pipeline send, and pp is 1"
                                 : "pp is " + std::to_string(sizes.pipeline) +
                                       ", and pp_comm, what its stages send, is missing");
    }
    if (isSent && !m_lenient)
    {
        throw ConfigError("pp is " + std::to_string(sizes.pipeline) +
                          ": the format does not say when the stages send, and SimAI sends nothing "
                          "between them; with AllowUnsupported, nothing is sent here either, and "
                          "all stages do the rows at once");
    }
    tokens.erase("pp_comm");
}

void
Parser::ReadCheckpoints(Tokens& tokens)
{
    const auto take = [&tokens](const std::string& key) -> std::optional<uint32_t> {
        const auto found = tokens.find(key);
        if (found == tokens.end())
        {
            return {};
        }
        const std::vector<uint64_t> numbers = found->second;
        tokens.erase(found);
        if (numbers[0] > 1)
        {
            throw ConfigError(QuoteWord(key) + " has " + std::to_string(numbers[0]) +
                              " rows, of which SimAI reads the first only; one is allowed");
        }
        return numbers[0] == 0 ? std::nullopt : std::optional(static_cast<uint32_t>(numbers[1]));
    };
    m_file.checkpoint = take("checkpoints");
    m_file.initiate = take("checkpoint_initiates");
}

void
Parser::CheckCheckpoints() const
{
    if (m_file.initiate.has_value() && (*m_file.initiate >= m_file.rows.size() ||
                                        m_file.checkpoint.value_or(UINT32_MAX) >= *m_file.initiate))
    {
        throw ConfigError(", line 1: checkpoint_initiates must be a row above that of checkpoints, "
                          "rows are 0 to " +
                          std::to_string(m_file.rows.size() - 1));
    }
}

void
Parser::ReadCollective(const std::string& word, SimaiStep& step) const
{
    const size_t split = word.find('_');
    const std::string name = word.substr(0, split);
    const std::string suffix = split == std::string::npos ? "" : word.substr(split);
    const auto operation = GetOperations().find(name);
    const bool isGroup =
        suffix.empty() || (m_file.policy->hasSizes && (suffix == "_EP" || suffix == "_DP_EP"));
    if (operation == GetOperations().end() || !isGroup)
    {
        if (m_lenient)
        {
            return;
        }
        throw ConfigError("the collective " + QuoteWord(word) +
                          (name == "ALLREDUCEALLTOALL"
                               ? " is taken for an all-reduce of no group by SimAI: "
                               : " is none that SimAI carries out: ") +
                          "ALLREDUCE, ALLGATHER, REDUCESCATTER and ALLTOALL are, and with _EP or "
                          "_DP_EP where the first line says ep, and NONE; AllowUnsupported leaves "
                          "others out");
    }
    step.operation = operation->second;
    step.group = suffix == "_EP"      ? Kind::EXPERT
                 : suffix == "_DP_EP" ? Kind::EXPERT_DATA
                                      : step.group;
}

SimaiStep
Parser::ReadStep(const std::vector<std::string>& words,
                 size_t first,
                 bool hasCollectives,
                 Kind group) const
{
    constexpr uint64_t MOST_BYTES = uint64_t{1} << 46;
    SimaiStep step;
    step.group = group;
    step.nanoseconds = ParseWhole(words[first],
                                  {0, LONGEST},
                                  "column " + std::to_string(first + 1) + ", computing in ns,");
    step.bytes = ParseWhole(words[first + 2],
                            {0, MOST_BYTES},
                            "column " + std::to_string(first + 3) + ", bytes,");
    if (words[first + 1] != "NONE")
    {
        ReadCollective(words[first + 1], step);
    }
    if (step.bytes == 0)
    {
        step.operation.clear();
    }
    if (!step.operation.empty() && !hasCollectives)
    {
        throw ConfigError("column " + std::to_string(first + 2) + " must be NONE, not " +
                          QuoteWord(words[first + 1]) + ": policy " + m_file.policy->name +
                          " has no group for it");
    }
    return step;
}

void
Parser::ReadRow(const std::vector<std::string>& words, uint32_t line)
{
    if (words.size() != 12)
    {
        throw ConfigError("a row has 12 fields, not " + std::to_string(words.size()) +
                          ": name, dependency, and computing, collective and bytes of the forward "
                          "pass, of input gradients and of weight gradients, and the update");
    }
    if (words[1] != "-1")
    {
        throw ConfigError("the dependency must be -1, not " + QuoteWord(words[1]) +
                          ": SimAI has no other");
    }
    SimaiRow row{line, words[0], {}, {}, {}, 0};
    row.forward = ReadStep(words, 2, m_file.policy->hasForward, Kind::TENSOR);
    row.input = ReadStep(words, 5, m_file.policy->hasInput, Kind::TENSOR);
    row.weight = ReadStep(words, 8, m_file.policy->hasWeight, Kind::DATA);
    row.update = ParseWhole(words[11], {0, LONGEST}, "column 12, the update in ns,");
    m_file.rows.push_back(row);
}

} // namespace

bool
IsSimaiPolicy(const std::string& word)
{
    return FindPolicy(word) != POLICIES.end();
}

SimaiFile
ReadSimaiFile(const std::string& path, bool lenient)
{
    Parser parser(lenient);
    ReadLines(path, [&parser](const std::string& text, uint32_t line) { parser.Take(text, line); });
    try
    {
        return parser.Finish();
    }
    catch (const ConfigError& error)
    {
        throw ConfigError(path + error.what());
    }
}

} // namespace aifabric
} // namespace ns3
