/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Where the time of a run went: the parts add up to it to the picosecond, and each is what it says.
 */

#include "drawn-experiment.h"
#include "experiment-text.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/run-explainer.h"
#include "ns3/run-reproducer.h"
#include "ns3/send-log.h"
#include "ns3/test.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Time by part, ps, and what else is asked of an explanation.
struct Explanation
{
    std::map<std::string, uint64_t> parts;
    uint64_t sum{0};
    CriticalPath path;
    std::vector<PathPartRecord> records;

    uint64_t operator[](const std::string& part) const
    {
        const auto found = parts.find(part);
        return found == parts.end() ? 0 : found->second;
    }
};

/// A run as if it had been stored.
StoredRun
Store(const ExperimentOptions& options)
{
    StoredRun run;
    run.options = options;
    run.options.db = "none";
    run.digest = RunReproducer::MakeDigest(run);
    return run;
}

/// Make a run and explain it.
Explanation
Explain(const ExperimentOptions& options)
{
    const RunExplainer explainer(Store(options));
    Explanation explanation;
    explanation.path = explainer.GetPath();
    explanation.records = explainer.MakeRecords();
    for (const PathPartRecord& record : explanation.records)
    {
        explanation.parts[record.part] += record.timePs;
        explanation.sum += record.timePs;
    }
    return explanation;
}

/// Options of a small fabric.
ExperimentOptions
MakeOptions(const std::vector<std::pair<std::string, std::string>>& values)
{
    ExperimentOptions options;
    options.Set("fabric", "leaf-spine:leaves=2,spines=2,hosts=4");
    options.Set("spread", "0s");
    options.Set("jitter", "0s");
    for (const auto& [name, value] : values)
    {
        options.Set(name, value);
    }
    return options;
}

/**
 * @ingroup ai-fabric-tests
 * Each part is what it says.
 */
class PartsTestCase : public TestCase
{
  public:
    PartsTestCase()
        : TestCase("Parts of the time are those that closed forms say")
    {
    }

  private:
    Explanation Expect(const std::vector<std::pair<std::string, std::string>>& values)
    {
        const Explanation explanation = Explain(MakeOptions(values));
        const std::string what = values.empty() ? "" : values.front().second;
        NS_TEST_EXPECT_MSG_EQ(explanation.sum,
                              explanation.path.to - explanation.path.from,
                              what << ": the parts add up to the time");
        NS_TEST_EXPECT_MSG_EQ(explanation["other"], 0, what << ": every part has its name");
        return explanation;
    }

    void ExpectIdle()
    {
        // 25 packets of 4,096 bytes behind 62 of headers, the first one with 16 more, at 400 Gb/s:
        // 20 ps a byte; 20 bytes between two; three more links for the last one; the ACK.
        const auto idle = Expect({{"workload", "pair:bytes=102400,src=0,dst=4"}, {"lb", "ofan"}});
        const uint64_t packet = 4096 + 62;
        const uint64_t before = (24 * (packet + 20) + 16) * 20;
        const uint64_t last = 4 * packet * 20;
        const uint64_t ack = 4 * 66 * 20;
        NS_TEST_EXPECT_MSG_EQ(idle["serialisation"], before + last + ack, "on the wire");
        // The first packet is longer, and takes longer on each of the links that follow.
        NS_TEST_EXPECT_MSG_EQ(idle["queueing"], 3 * 16 * 20, "the others come up with it");
        NS_TEST_EXPECT_MSG_EQ(idle["serialisation"] + idle["propagation"] + idle["queueing"],
                              idle.sum,
                              "an idle fabric has nothing else");
        NS_TEST_EXPECT_MSG_EQ(idle["propagation"], 8 * 500000, "four links, there and back");
        NS_TEST_EXPECT_MSG_EQ(idle.path.steps.size(), 1, "one message");
    }

    void ExpectCauses()
    {
        const std::pair<std::string, std::string> incast{"workload", "incast:bytes=1MiB,fan-in=7"};
        const auto plain = Expect({incast, {"lb", "ecmp"}});
        NS_TEST_EXPECT_MSG_GT(plain["queueing"], plain.sum * 7 / 10, "seven into one");
        NS_TEST_EXPECT_MSG_EQ(plain["pfc"] + plain["timeout"] + plain["pacing"], 0, "else nothing");

        const auto paused = Expect(
            {incast, {"lb", "ecmp"}, {"switch", "generic:shared-per-port=500KB,lossless=true"}});
        NS_TEST_EXPECT_MSG_GT(paused["pfc"], paused.sum / 2, "hosts are held back");
        NS_TEST_EXPECT_MSG_EQ(paused["timeout"] + paused["retransmission"], 0, "no loss");

        const auto paced = Expect({incast, {"lb", "ecmp"}, {"preset", "roce"}});
        NS_TEST_EXPECT_MSG_GT(paced["pacing"], paced.sum / 2, "DCQCN slows senders down");

        const auto window = Expect({{"workload", "pair:bytes=1MiB,src=0,dst=4"},
                                    {"cc", "window:bytes=16KiB"},
                                    {"lb", "ecmp"}});
        NS_TEST_EXPECT_MSG_GT(window["window"], window.sum / 2, "a quarter of what is needed");

        const auto lossy = Expect({incast,
                                   {"lb", "ecmp"},
                                   {"recovery", "go-back-n"},
                                   {"switch", "generic:buffer-per-port=100KB"}});
        // Whose last packets are lost waits for the timer, which is 1.05 ms here.
        NS_TEST_EXPECT_MSG_GT(lossy["timeout"], lossy.sum / 2, "timers end the waiting");
        NS_TEST_EXPECT_MSG_GT(lossy["retransmission"], 0, "and are sent again");
    }

    void ExpectOthers()
    {
        // A message that comes while its host sends packets of another: the port is never idle.
        const auto shared = Expect({{"workload",
                                     "pair:bytes=100KB,src=0,dst=4+"
                                     "pair:bytes=1MB,src=0,dst=5,start=1001ns"},
                                    {"lb", "ofan"}});
        NS_TEST_EXPECT_MSG_EQ(shared["pacing"], 0, "the frame under way is the other message's");
        NS_TEST_EXPECT_MSG_GT(shared["host-queue"], 0, "which has its turns");
        NS_TEST_EXPECT_MSG_LT(shared["host-queue"], 2200000, "100 kB at most");

        // One packet more than are remembered: the last one, under way then, is among them.
        const auto large = Expect(
            {{"workload", "pair:bytes=25600256,src=0,dst=4"}, {"mtu", "256"}, {"lb", "ofan"}});
        NS_TEST_EXPECT_MSG_GT(large["serialisation"], large.sum * 98 / 100, "a full link");

        // Pauses of switches, not of the host: one flow of four is behind a paused port.
        const auto pause = Expect({{"workload", "incast:bytes=1MiB,fan-in=4,receiver=0"},
                                   {"fabric", "leaf-spine:leaves=2,spines=1,hosts=4"},
                                   {"lb", "ecmp"},
                                   {"switch", "generic:shared-per-port=300KB,lossless=true"}});
        uint64_t inSwitches = 0;
        for (const PathPartRecord& record : pause.records)
        {
            const bool isSwitch = record.tier && record.tier->rfind("host", 0) != 0;
            inSwitches += record.part == "pfc" && isSwitch ? record.timePs : 0;
        }
        NS_TEST_EXPECT_MSG_GT(inSwitches, 0, "the packet waited at a paused port of a switch");
    }

    void ExpectChains()
    {
        const auto ring =
            Expect({{"workload", "all-reduce:bytes=800KB,algorithm=ring"}, {"lb", "ofan"}});
        NS_TEST_EXPECT_MSG_EQ(ring.path.steps.size(), 2 * (8 - 1), "the steps of a ring");
        for (size_t i = 1; i < ring.path.steps.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ(ring.path.steps[i].begin, ring.path.steps[i - 1].end, "a chain");
            NS_TEST_EXPECT_MSG_EQ(ring.path.steps[i].task.host,
                                  ring.path.steps[i - 1].task.peer,
                                  "who has received goes on");
        }
        const auto experts = Expect({{"workload", "all-to-all-v:compute=70us"}, {"lb", "ofan"}});
        NS_TEST_EXPECT_MSG_EQ(experts["computing"], 70000000, "one computation is on the path");
        const auto turns =
            Expect({{"workload", "all-to-all:bytes=64KiB,concurrent=1"}, {"lb", "ofan"}});
        NS_TEST_EXPECT_MSG_EQ(turns.path.steps.size(), 7, "one peer after the other");
        for (const PathStep& step : turns.path.steps)
        {
            NS_TEST_EXPECT_MSG_EQ(step.atReceiver, false, "acknowledgements let them go on");
        }
        const auto jobs = Expect({{"workload",
                                   "pair:bytes=1KiB,src=0,dst=4+"
                                   "pair:bytes=1MiB,src=1,dst=5,start=10us"},
                                  {"lb", "ofan"}});
        NS_TEST_EXPECT_MSG_EQ(jobs["start"], 10000000, "the last job starts later");
        NS_TEST_EXPECT_MSG_EQ(jobs.records.back().job, 1, "the last one to end");
    }

    /// Domains, which are not in step with each other, change nothing.
    void ExpectDomains()
    {
        std::vector<std::map<std::string, uint64_t>> parts;
        for (const char* domains : {"1", "4"})
        {
            parts.push_back(Expect({{"workload", "all-reduce:bytes=800KB,algorithm=ring"},
                                    {"fabric", "leaf-spine:leaves=4,spines=4,hosts=2"},
                                    {"lb", "ecmp"},
                                    {"domains", domains}})
                                .parts);
        }
        NS_TEST_EXPECT_MSG_EQ((parts[0] == parts[1]), true, "the same parts");
    }

    void ExpectRefusals()
    {
        StoredRun run = Store(MakeOptions({{"workload", "pair:bytes=1KiB"}}));
        const auto refused = [this](const StoredRun& one, const std::string& why) {
            std::string text;
            try
            {
                const RunExplainer explainer(one);
            }
            catch (const std::exception& error)
            {
                text = error.what();
            }
            NS_TEST_EXPECT_MSG_NE(text.find(why), std::string::npos, "'" << text << "': " << why);
        };
        run.digest = "0123456789abcdef";
        refused(run, "would explain another run");
        run.obstacle = "it was interrupted";
        refused(run, "interrupted");
        refused(Store(MakeOptions({{"workload", "pair:bytes=1MiB"}, {"stop", "10us"}})),
                "1 of its 1 tasks did not end");
    }

    void DoRun() override
    {
        ExpectIdle();
        ExpectCauses();
        ExpectOthers();
        ExpectChains();
        ExpectDomains();
        ExpectRefusals();
    }
};

/**
 * @ingroup ai-fabric-tests
 * What holds a packet up at its sender, from a log written by hand.
 */
class SendLogTestCase : public TestCase
{
  public:
    SendLogTestCase()
        : TestCase("Each moment at the sender has one name")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t PAIR = 5;
        SendLog log;
        log.Add(SendLog::Frame{90, 110, 0, false, false});     // of another message
        log.Add(SendLog::Frame{120, 130, 0, true, false});     // of the message
        log.Add(SendLog::State{130, PAIR, SendState::WINDOW}); // up to 150
        log.Add(SendLog::State{135, 6, SendState::READY});     // of another queue pair
        log.Add(SendLog::State{150, PAIR, SendState::PACED});  // up to 170
        log.Add(SendLog::State{170, PAIR, SendState::IDLE});   // up to 200
        log.Add(SendLog::State{200, PAIR, SendState::READY});
        log.Add(SendLog::Frame{200, 210, 1, true, true});   // again, through another port
        log.Add(SendLog::Frame{210, 215, 1, false, false}); // of no concern at port 0
        log.Add(SendLog::State{220, PAIR, SendState::IDLE});
        log.Add(SendLog::State{240, PAIR, SendState::IDLE}); // told once more
        log.Add(SendLog::State{300, PAIR, SendState::READY});
        log.AddTimeout(300, PAIR);
        log.AddTimeout(200, 6);
        const std::vector<SendLog::Mask> masks{{0, 0, true},
                                               {215, 1 << 3, true},
                                               {218, 1 << 2, true},
                                               {310, 0, false},
                                               {330, 0, true}};
        const auto parts = log.Split(100, 340, {PAIR, 0, 3}, masks);
        const std::map<TimePart, uint64_t> expected{
            {TimePart::HOST_QUEUE, 10},     // 100 to 110
            {TimePart::SERIALISATION, 10},  // 120 to 130
            {TimePart::WINDOW, 20},         // 130 to 150
            {TimePart::DETECTION, 30},      // 170 to 200
            {TimePart::RETRANSMISSION, 10}, // 200 to 210
            {TimePart::PAUSED, 3},          // 215 to 218
            {TimePart::TIMEOUT, 80},        // 220 to 300
            {TimePart::LINK_DOWN, 20},      // 310 to 330
            {TimePart::PACING, 57},         // what is left
        };
        for (size_t i = 0; i < parts.size(); i++)
        {
            const auto found = expected.find(static_cast<TimePart>(i));
            const uint64_t time = found == expected.end() ? 0 : found->second;
            NS_TEST_EXPECT_MSG_EQ(parts[i], time, TIME_PARTS[i].name);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Nothing is left over, whatever runs.
 */
class DrawnPathsTestCase : public TestCase
{
  public:
    /**
     * @param first number of the first experiment
     * @param count how many
     */
    DrawnPathsTestCase(uint64_t first, uint64_t count)
        : TestCase("The time of " + std::to_string(count) + " experiments drawn at random, from " +
                   std::to_string(first) + ", is told without remainder"),
          m_first(first),
          m_count(count)
    {
    }

  private:
    void DoRun() override
    {
        uint64_t explained = 0;
        for (uint64_t number = m_first; number < m_first + m_count; number++)
        {
            ExperimentOptions options = DrawnExperiment(number).GetOptions();
            options.stop = options.stop.empty() ? "20ms" : options.stop;
            const std::string line =
                std::to_string(number) + ": " + experiment_text::GetCommandLine(options);
            try
            {
                const Explanation explanation = Explain(options);
                explained++;
                NS_TEST_EXPECT_MSG_EQ(explanation.sum,
                                      explanation.path.to - explanation.path.from,
                                      "case " << line);
                NS_TEST_EXPECT_MSG_EQ(explanation["other"], 0, "case " << line);
            }
            catch (const ConfigError&)
            {
                continue; // it is refused, or does not complete
            }
        }
        NS_TEST_EXPECT_MSG_GT(explained, m_count / 6, "many are explained");
    }

    uint64_t m_first;
    uint64_t m_count;
};

/**
 * @ingroup ai-fabric-tests
 * The suite of explanations.
 */
class ExplainTestSuite : public TestSuite
{
  public:
    ExplainTestSuite()
        : TestSuite("ai-fabric-explain", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new SendLogTestCase, Duration::QUICK);
        AddTestCase(new PartsTestCase, Duration::QUICK);
        AddTestCase(new DrawnPathsTestCase(500, 40), Duration::QUICK);
        AddTestCase(new DrawnPathsTestCase(2000, 1500), Duration::EXTENSIVE);
    }
};

const ExplainTestSuite g_explainTestSuite; ///< the suite

} // namespace
