/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The PFC watchdog: when it acts by the rule of each family of ASIC, what it does, when it lets go.
 */

#include "port-bench.h"

#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/pfc-watchdog.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint64_t US = 1000000; ///< ps

/**
 * @ingroup ai-fabric-tests
 * What the cases share: a switch with a watchdog, and a host that pauses it without end.
 */
class WatchdogTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    static constexpr uint64_t POLL = 200 * US;
    static constexpr uint64_t DETECTION = 1000 * US;
    static constexpr uint64_t RESTORATION = 600 * US;
    static constexpr uint64_t LIFE = 100 * US; ///< of a pause
    static constexpr uint16_t QUANTA = 65535;  ///< 83.9 us at 400 Gb/s
    static constexpr uint64_t REPEAT = 40 * US;

    /// Two hosts at a switch that protects class 3 and watches it.
    void Prepare(PortBench& bench, const std::string& rule, const std::string& action = "drop")
    {
        SwitchModel model;
        model.SetPfcAttribute("LosslessClasses", UintegerValue(0x08));
        model.SetPfcAttribute("Xoff", UintegerValue(1000000));
        model.SetPfcAttribute("Xon", UintegerValue(1000));
        model.SetAdmission("ns3::aifabric::PerPortAdmission",
                           "BufferPerPort",
                           UintegerValue(10000000));
        model.SetWatchdogAttribute("Rule", StringValue(rule));
        model.SetWatchdogAttribute("Action", StringValue(action));
        model.SetWatchdogAttribute("DetectionTime", TimeValue(PicoSeconds(DETECTION)));
        model.SetWatchdogAttribute("RestorationTime", TimeValue(PicoSeconds(RESTORATION)));
        model.SetWatchdogAttribute("PollInterval", TimeValue(PicoSeconds(POLL)));
        bench.Helper().SetSwitchModel(model);
        bench.BuildOneSwitch(3);
    }

    /// Host 1 pauses class 3 of the switch from a time on, until another; @return the last pause.
    uint64_t Storm(PortBench& bench, uint64_t from, uint64_t until)
    {
        uint64_t last = 0;
        for (uint64_t time = from; time < until; time += REPEAT)
        {
            bench.HoldBack(time - PortBench::PAUSE_WAY, 1, QUANTA, 0x08);
            last = time;
        }
        return last;
    }

    static const std::vector<PfcWatchdog::Event>& GetEvents(PortBench& bench)
    {
        return bench.Fabric().GetSwitch(0)->GetWatchdog()->GetEvents();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Detection lies between the detection time and a poll more, restoration likewise, for storms that
 * begin at any time between two polls.
 */
class TimesTestCase : public WatchdogTestCase
{
  public:
    /**
     * @param rule family of ASIC
     * @param sparing what the rule forgives, ps
     */
    TimesTestCase(const std::string& rule, uint64_t sparing)
        : WatchdogTestCase("Detection and restoration within a poll, " + rule),
          m_rule(rule),
          m_sparing(sparing)
    {
    }

  private:
    void DoRun() override
    {
        for (const uint64_t phase :
             {uint64_t{1}, US, 5 * US, 50 * US, 100 * US, 150 * US, 199 * US, POLL - 1, POLL})
        {
            PortBench bench;
            Prepare(bench, m_rule);
            const uint64_t begin = 3 * POLL + phase;
            const uint64_t last = Storm(bench, begin, begin + 2500 * US);
            bench.Send(begin, {0, 1, 1000}, 20);
            bench.Run();
            const auto& events = GetEvents(bench);
            const std::string what = "begun " + std::to_string(phase) + " ps behind a poll";
            NS_TEST_ASSERT_MSG_EQ(events.size(), 2, what);
            NS_TEST_EXPECT_MSG_EQ(events[0].detected, true, what);
            NS_TEST_EXPECT_MSG_EQ(events[0].port, 1, what);
            NS_TEST_EXPECT_MSG_EQ(+events[0].priority, 3, what);
            NS_TEST_EXPECT_MSG_EQ(events[0].time % POLL, 0, what << ": at a poll");
            NS_TEST_EXPECT_MSG_GT_OR_EQ(events[0].time + m_sparing, begin + DETECTION, what);
            NS_TEST_EXPECT_MSG_LT_OR_EQ(events[0].time, begin + DETECTION + POLL, what);
            NS_TEST_EXPECT_MSG_EQ(events[0].discarded, 20, what << ": the queue is discarded");
            NS_TEST_EXPECT_MSG_EQ(events[1].detected, false, what);
            NS_TEST_EXPECT_MSG_GT_OR_EQ(events[1].time, last + RESTORATION, what);
            NS_TEST_EXPECT_MSG_LT_OR_EQ(events[1].time, last + RESTORATION + POLL, what);
            NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, what << ": balance");
            bench.Destroy();
        }
    }

    std::string m_rule;
    uint64_t m_sparing;
};

/**
 * @ingroup ai-fabric-tests
 * What the rules tell apart.
 */
class RulesTestCase : public WatchdogTestCase
{
  public:
    RulesTestCase()
        : WatchdogTestCase("Pauses that do their work are no storm, by each rule")
    {
    }

  private:
    static bool Judge(const std::string& rule, const PollInterval& interval)
    {
        return CreateComponent<StormRule>(StormRule::GetFamily(), rule)->IsStorm(interval);
    }

    /// Storms found in a class with a queue or without, pauses with gaps or without
    size_t Count(const std::string& rule, bool queued, uint16_t quanta)
    {
        PortBench bench;
        Prepare(bench, rule, "alert");
        for (uint64_t time = POLL; time < 4000 * US; time += REPEAT)
        {
            bench.HoldBack(time, 1, quanta, 0x08);
        }
        if (queued)
        {
            bench.Send(POLL + 10 * US, {0, 1, 1000}, 20);
        }
        bench.Run();
        size_t storms = 0;
        for (const auto& event : GetEvents(bench))
        {
            storms += event.detected ? 1 : 0;
        }
        bench.Destroy();
        return storms;
    }

    void DoRun() override
    {
        PollInterval storm;
        storm.length = 1000;
        storm.queuedBytes = 1;
        storm.pausedPs = 1000;
        storm.received = true;
        storm.pausedBefore = true;
        storm.pausedNow = true;
        for (const std::string rule : {"spectrum", "broadcom", "silicon-one"})
        {
            NS_TEST_EXPECT_MSG_EQ(Judge(rule, storm), true, rule);
        }
        // What each of them asks for, one thing at a time: spectrum, broadcom, silicon-one.
        const auto expect = [this, &storm](auto change, const std::vector<bool>& judgements) {
            PollInterval interval = storm;
            change(interval);
            const std::vector<std::string> rules{"spectrum", "broadcom", "silicon-one"};
            for (size_t i = 0; i < rules.size(); i++)
            {
                NS_TEST_EXPECT_MSG_EQ(Judge(rules[i], interval), judgements[i], rules[i]);
            }
        };
        expect([](PollInterval& i) { i.queuedBytes = 0; }, {false, true, true});
        expect([](PollInterval& i) { i.sent = true; }, {false, true, true});
        expect([](PollInterval& i) { i.pausedPs = 990; }, {false, true, true});
        expect([](PollInterval& i) { i.pausedPs = 991; }, {true, true, true});
        expect([](PollInterval& i) { i.received = false; }, {true, false, true});
        expect([](PollInterval& i) { i.resumed = true; }, {true, false, true});
        expect([](PollInterval& i) { i.pausedBefore = false; }, {true, false, true});
        expect([](PollInterval& i) { i.pausedNow = false; }, {true, false, false});
        // In a fabric: an empty queue is no storm to Spectrum; pauses of 20 us every 40 us end.
        NS_TEST_EXPECT_MSG_EQ(Count("spectrum", true, QUANTA), 1, "spectrum, queued");
        NS_TEST_EXPECT_MSG_EQ(Count("spectrum", false, QUANTA), 0, "spectrum, empty");
        NS_TEST_EXPECT_MSG_EQ(Count("broadcom", false, QUANTA), 1, "broadcom, empty");
        NS_TEST_EXPECT_MSG_EQ(Count("broadcom", true, 15625), 0, "broadcom, pauses that end");
        // 200 us are five times 40 us: at polls the last one is over and the next has not come.
        NS_TEST_EXPECT_MSG_EQ(Count("silicon-one", true, 15625), 0, "silicon-one, off at polls");
        NS_TEST_EXPECT_MSG_EQ(Count("silicon-one", true, QUANTA), 1, "silicon-one, on at polls");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Drop, forward and alert; a peer that never stops; what is refused.
 */
class ActionsTestCase : public WatchdogTestCase
{
  public:
    ActionsTestCase()
        : WatchdogTestCase("Drop, forward, alert; who repeats XOFF for ever is never restored")
    {
    }

  private:
    void Expect(const std::string& action, uint64_t lost, uint64_t sentInStorm)
    {
        PortBench bench;
        Prepare(bench, "broadcom", action);
        const auto& log = bench.Watch(bench.SwitchPort(1));
        const uint64_t begin = POLL + 10 * US;
        const uint64_t end = begin + 3000 * US;
        Storm(bench, begin, end);
        bench.Send(begin, {0, 1, 1000}, 20);
        bench.Send(begin + 2000 * US, {0, 1, 1000}, 7);
        // Another class is none of its business, and keeps the run from being taken for stuck.
        constexpr uint32_t OTHERS = 13;
        for (uint64_t i = 0; i < OTHERS; i++)
        {
            bench.Send(begin + i * 400 * US, {2, 1, 1000, 4});
        }
        bench.Send(end + 2000 * US, {0, 1, 1000}, 3);
        bench.Run();
        NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::PFC_WATCHDOG), lost, action);
        NS_TEST_EXPECT_MSG_EQ(log.size(), 30 + OTHERS - lost, action << ": all others leave");
        uint64_t during = 0;
        for (const auto& sent : log)
        {
            during += sent.time < end && sent.what.priority == 3 ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(during, sentInStorm, action << ": in the storm");
        const auto& events = GetEvents(bench);
        NS_TEST_ASSERT_MSG_EQ(events.size(), 2, action << ": found and over");
        NS_TEST_EXPECT_MSG_EQ(events[1].discarded, lost, action << ": discarded");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, action << ": balance");
        bench.Destroy();
    }

    void ForEver()
    {
        PortBench bench;
        Prepare(bench, "broadcom");
        Storm(bench, POLL + 1, 20000 * US);
        Simulator::Stop(PicoSeconds(20000 * US));
        bench.Run();
        const auto& events = GetEvents(bench);
        NS_TEST_ASSERT_MSG_EQ(events.size(), 1, "found once, and never over");
        NS_TEST_EXPECT_MSG_EQ(events[0].detected, true, "found");
        bench.Destroy();
    }

    /// Frames of the class that nobody sends for a while do not let it go: only silence does.
    void StartsAnew()
    {
        PortBench bench;
        Prepare(bench, "broadcom");
        const uint64_t last = Storm(bench, POLL + 1, 2000 * US);
        // One frame of the class, an end of a pause even, 500 us later.
        const uint64_t again = last + 500 * US;
        bench.HoldBack(again - PortBench::PAUSE_WAY, 1, 0, 0x08);
        PortBench::At(again + 2000 * US, []() {}); // a fabric with nothing to send ends the run
        bench.Run();
        const auto& events = GetEvents(bench);
        NS_TEST_ASSERT_MSG_EQ(events.size(), 2, "found and over");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(events[1].time, again + RESTORATION, "it begins anew");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(events[1].time, again + RESTORATION + POLL, "nor later");
        bench.Destroy();
    }

    void Refuse(const std::string& attribute, const std::string& value, const std::string& part)
    {
        std::string text;
        try
        {
            PortBench bench;
            SwitchModel model;
            model.SetPfcAttribute("LosslessClasses",
                                  UintegerValue(attribute == "Lossless" ? 0 : 8));
            model.SetWatchdogAttribute("Rule", StringValue("spectrum"));
            if (attribute != "Lossless")
            {
                model.SetWatchdogAttribute(attribute, StringValue(value));
            }
            bench.Helper().SetSwitchModel(model);
            bench.BuildOneSwitch(2);
        }
        catch (const ConfigError& error)
        {
            text = error.what();
        }
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ((text.find(part) != std::string::npos),
                              true,
                              attribute << "=" << value << ": " << text);
    }

    void DoRun() override
    {
        Expect("drop", 27, 0);
        Expect("forward", 0, 27);
        Expect("alert", 0, 0);
        ForEver();
        StartsAnew();
        Refuse("Rule", "spektrum", "spectrum");
        Refuse("Action", "shout", "drop, forward, alert");
        Refuse("PollInterval", "1s", "watchdog-poll");
        Refuse("Lossless", "0", "lossless=true");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PfcWatchdogTestSuite : public TestSuite
{
  public:
    PfcWatchdogTestSuite()
        : TestSuite("ai-fabric-pfc-watchdog", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        // Spectrum's rule takes 99 % of an interval for all of it.
        AddTestCase(new TimesTestCase("spectrum", 2 * US), Duration::QUICK);
        AddTestCase(new TimesTestCase("broadcom", 0), Duration::QUICK);
        AddTestCase(new TimesTestCase("silicon-one", 0), Duration::QUICK);
        AddTestCase(new RulesTestCase, Duration::QUICK);
        AddTestCase(new ActionsTestCase, Duration::QUICK);
    }
};

const PfcWatchdogTestSuite g_pfcWatchdogTestSuite; ///< the instance that registers the suite

} // namespace
