/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Damaged files of other tools: each is accepted or refused with its name, and nothing else
 * happens. The environment variable AIFABRIC_FUZZ is the number of files of each format.
 */

#include "chakra-encoder.h"
#include "msccl-samples.h"
#include "trace-test-helper.h"

#include "ns3/chakra-file.h"
#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::trace_test;

namespace
{

/// Damages texts.
class Mutator
{
  public:
    explicit Mutator(uint32_t seed)
        : m_random(seed)
    {
    }

    /// A text with one to four faults.
    std::string Damage(std::string text, const std::vector<std::string>& words)
    {
        const uint32_t faults = Draw(4) + 1;
        for (uint32_t i = 0; i < faults && !text.empty(); i++)
        {
            const size_t at = Draw(text.size());
            const size_t length = std::min<size_t>(Draw(20) + 1, text.size() - at);
            switch (Draw(7))
            {
            case 0: // another byte
                text[at] = static_cast<char>(Draw(256));
                break;
            case 1: // one bit
                text[at] = static_cast<char>(text[at] ^ (1 << Draw(8)));
                break;
            case 2: // nothing
                text.erase(at, length);
                break;
            case 3: // twice
                text.insert(at, text.substr(at, length));
                break;
            case 4: // the end
                text.resize(at);
                break;
            case 5: // a part of another place
                text.replace(at, length, text.substr(Draw(text.size()), length));
                break;
            default: // what means something
                text.replace(at, Draw(2) * length, words[Draw(words.size())]);
            }
        }
        return text;
    }

  private:
    size_t Draw(size_t below)
    {
        return m_random() % below;
    }

    std::mt19937 m_random;
};

/**
 * @ingroup ai-fabric-tests
 * One format.
 */
class FuzzTestCase : public TestCase
{
  public:
    FuzzTestCase(const std::string& type,
                 const std::string& ending,
                 std::vector<std::string> samples,
                 std::vector<std::string> words,
                 uint32_t count)
        : TestCase("Damaged files for " + type),
          m_type(type),
          m_ending(ending),
          m_samples(std::move(samples)),
          m_words(std::move(words)),
          m_count(count)
    {
    }

  private:
    void DoRun() override
    {
        const bool isChakra = m_type == "ChakraWorkload";
        if (isChakra && !GetChakraProblem().empty())
        {
            return;
        }
        const char* wanted = std::getenv("AIFABRIC_FUZZ");
        const uint64_t count = wanted ? std::strtoull(wanted, nullptr, 10) : m_count;
        const std::string prefix = CreateTempDirFilename("damaged");
        const std::string path = prefix + m_ending;
        if (isChakra)
        {
            WriteFile(prefix + ".1.et", m_samples[0]);
        }
        Mutator mutator(1);
        uint64_t accepted = 0;
        for (uint64_t i = 0; i < count; i++)
        {
            const std::string text = mutator.Damage(m_samples[i % m_samples.size()], m_words);
            WriteFile(path, text);
            const Ptr<Workload> workload = MakeTrace(m_type, isChakra ? prefix : path);
            const std::string error = workload->Check(8);
            constexpr uint64_t MOST_TASKS = 20000;
            if (error.empty())
            {
                accepted++;
                if (workload->GetTaskCount(8) < MOST_TASKS)
                {
                    NS_TEST_EXPECT_MSG_GT(workload_test::Build(workload, 8)->GetCount(), 0, i);
                }
                continue;
            }
            const bool isNamed = error.find(prefix) != std::string::npos &&
                                 error.find('\n') == std::string::npos && error.size() < 1000;
            NS_TEST_EXPECT_MSG_EQ(isNamed, true, "file " << i << ": " << error);
        }
        NS_TEST_EXPECT_MSG_GT(accepted, 0, "some are whole enough");
        NS_TEST_EXPECT_MSG_LT(accepted, count * 3 / 4, "most are not");
    }

    std::string m_type;
    std::string m_ending; ///< of paths
    std::vector<std::string> m_samples;
    std::vector<std::string> m_words;
    uint32_t m_count; ///< of files
};

std::vector<std::string>
MakeChakraSamples()
{
    using namespace chakra_test;
    const std::string groups = R"(['[{"pg_name": "1", "ranks": [0, 1]}]'])";
    const std::vector<TraceNode> nodes{
        {5, "## process_group:init ##", METADATA, {}, 0, Bytes(8, Bytes(1, groups))},
        Compute(1, 5),
        Collect(2, 0, 1000, {1}, "1"),
        Compute(3, 1, {2}),
        Exchange(7, SEND, 0, 300, {3}),
        Collect(9, 9, 0)};
    std::vector<TraceNode> others = nodes;
    others[4] = Exchange(7, RECV, 1, 300, {3});
    return {Encode(nodes), Encode(others), Pack(Encode(others))};
}

std::vector<std::string>
MakeSimaiSamples()
{
    const std::string rows = "2\n"
                             "layer -1 556000 ALLREDUCE 16777216 1 NONE 0 1 ALLTOALL_EP 4000 1\n"
                             "other\t-1 100 REDUCESCATTER 67108864 1 ALLGATHER 8 1 NONE 0 1\n";
    return {
        "HYBRID_TRANSFORMER_FWD_IN_BCKWD model_parallel_NPU_group: 2 ep: 2 pp: 1 vpp: 8 ga: 1 "
        "all_gpus: 8 checkpoints: 1 0 checkpoint_initiates: 1 1\n" +
            rows,
        "HYBRID_TRANSFORMER model_parallel_NPU_group: 4 ep: 1 pp: 1 vpp: 1 ga: 1 all_gpus: 8\n" +
            rows};
}

std::vector<std::string>
MakeAicbSamples()
{
    const std::string columns = "comm_type,comm_group,comm_group_size,msg_size,stage,dst,src,"
                                "additional,_elapsed_time,algbw,busbw,count\n";
    const std::string tail = ",None,None,,None,None,None,1\n";
    return {"[ pp_stage0: [rank0, rank1, rank2, rank3] ]\n" + columns +
                "CommType.all_reduce,CommGroup.tp_group,2,2000,forward" + tail +
                "CommType.isend,CommGroup.pp_group,1,500,forward,None,None,send_next,None,None,"
                "None,1\n[ pp_stage1: [rank4, rank5, rank6, rank7] ]\n" +
                columns +
                "CommType.irecv,CommGroup.pp_group,1,500,forward,None,None,recv_prev,None,None,"
                "None,1\n",
            "[rank0 ~ rank7]\n" + columns +
                "CommType.computation,None,None,((8, 2), (2, 4)),x,None,None,,7000,None,None,1\n"
                "CommType.broadcast,CommGroup.tp_group,2,24,init,None,0,,None,None,None,1\n"
                "CommType.all_gather,CommGroup.dp_group,4,4096,step" +
                tail + "CommType.epoch_end,None,None,0," + tail};
}

/**
 * @ingroup ai-fabric-tests
 * The suite of damaged files.
 */
class TraceFuzzTestSuite : public TestSuite
{
  public:
    TraceFuzzTestSuite()
        : TestSuite("ai-fabric-trace-fuzz", TestSuite::Type::UNIT)
    {
        const std::vector<std::string> chakraWords{std::string("\xff\xff\xff\xff\x0f"),
                                                   std::string("\xff\xff\xff\xff\xff\xff\xff\xff"
                                                               "\xff\x01"),
                                                   std::string("\0", 1),
                                                   "\x1f\x8b",
                                                   "comm_size",
                                                   "pg_name",
                                                   "\"ranks\": []"};
        const std::vector<std::string> textWords{"-1",
                                                 "0",
                                                 "8",
                                                 "4294967296",
                                                 "18446744073709551616",
                                                 "1e300",
                                                 "nan",
                                                 "\n",
                                                 " ",
                                                 ",",
                                                 "\"",
                                                 "NONE",
                                                 "ALLTOALL_DP_EP",
                                                 "rank1",
                                                 "CommGroup.all"};
        const std::vector<std::string>
            xmlWords{"<", "/>", "-1", "2147483648", "rrcs", "nop", "<!--", "&lt;", "\"", "<step/>"};
        const auto add = [this](const auto&... arguments) {
            AddTestCase(new FuzzTestCase(arguments...), TestDurationOf<TestCase>::QUICK);
        };
        constexpr uint32_t COUNT = 1000;
        add("ChakraWorkload", ".0.et", MakeChakraSamples(), chakraWords, COUNT);
        add("SimaiWorkload", ".txt", MakeSimaiSamples(), textWords, COUNT);
        add("AicbWorkload", ".csv", MakeAicbSamples(), textWords, COUNT);
        add("MscclWorkload",
            ".xml",
            std::vector<std::string>{msccl_test::Ring(3), msccl_test::Ring(2, "LL", true)},
            xmlWords,
            COUNT);
    }
};

const TraceFuzzTestSuite g_traceFuzzTestSuite; ///< the suite

} // namespace
