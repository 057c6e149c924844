/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The calendar against a sorted map, and the engine beside ns-3's own events.
 */

#include "ns3/default-simulator-impl.h"
#include "ns3/fabric-calendar.h"
#include "ns3/fabric-engine.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <memory>
#include <random>
#include <set>
#include <string>
#include <sys/resource.h>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Time and key of an event.
using Moment = std::pair<uint64_t, uint64_t>;

/// An owner of one event that notes when it ran and may schedule it again.
struct Owner
{
    FabricEvent event;
    uint64_t key{0};
    std::vector<Moment>* log{nullptr};

    void Bind(uint32_t node, std::vector<Moment>& sink)
    {
        event.Bind<&Owner::Run>(this, node, 0, EventKind::OTHER);
        key = FabricCalendar::MakeKey(node, 0, EventKind::OTHER);
        log = &sink;
    }

    void Run()
    {
        log->emplace_back(event.GetTime(), key);
    }
};

/// A posted object, which notes when it arrived.
struct Parcel
{
    uint64_t time;
    uint64_t key;
    std::vector<Moment>* log;

    static void Arrive(void* object)
    {
        auto parcel = static_cast<Parcel*>(object);
        parcel->log->emplace_back(parcel->time, parcel->key);
    }
};

/// An event that comes again a picosecond later, for long.
struct Chain
{
    FabricEvent event;
    FabricCalendar* calendar;
    uint32_t left;

    void Run()
    {
        if (left > 0)
        {
            left--;
            calendar->Insert(event, event.GetTime() + 1);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Whatever is inserted, cancelled and posted, from crowded to sparse times and beyond the horizon:
 * what runs is what a sorted map would run, in its order.
 */
class CalendarTestCase : public TestCase
{
  public:
    CalendarTestCase()
        : TestCase("the calendar runs what a sorted map would")
    {
    }

  private:
    void DoRun() override
    {
        for (uint32_t seed = 1; seed <= 6; seed++)
        {
            // Mean time between events: from many in a bucket to many buckets between two.
            Compare(seed, seed % 2 ? 20 : 300000, 0);
        }
        Compare(7, 20, 20000000);
        CheckCover();
        CheckChain();
    }

    /// Events of one bucket that bring each other take no more memory the more there were.
    void CheckChain()
    {
        constexpr uint32_t COUNT = 1000000;
        FabricCalendar calendar(FabricCalendar::LEAST_BUCKETS);
        calendar.Cover(uint64_t{1} << 50);
        std::vector<Moment> log;
        Owner last;
        last.Bind(1, log);
        Chain chain{{}, &calendar, COUNT};
        chain.event.Bind<&Chain::Run>(&chain, 2, 0, EventKind::OTHER);
        calendar.Insert(chain.event, 1);
        calendar.Insert(last.event, 2 * COUNT);
        const auto measure = [] {
            rusage usage{};
            getrusage(RUSAGE_SELF, &usage);
            return usage.ru_maxrss;
        };
        const long before = measure();
        uint64_t ran = 0;
        while (calendar.PeekTime() != FabricCalendar::NEVER)
        {
            calendar.RunNext();
            ran++;
        }
        NS_TEST_EXPECT_MSG_EQ(ran, COUNT + 2, "all of them");
        NS_TEST_EXPECT_MSG_EQ(log.back().first, 2 * COUNT, "in their order");
        NS_TEST_EXPECT_MSG_LT(measure() - before, 16384, "KiB; each on its own would be 32 MB");
    }

    /// Buckets cover what is scheduled ahead, and stay wide enough however many events there are.
    void CheckCover()
    {
        std::vector<Moment> log;
        Owner owner;
        Owner crowd;
        owner.Bind(1, log);
        crowd.Bind(2, log);
        for (const uint64_t ahead : {uint64_t{12000000}, uint64_t{10000000000}})
        {
            FabricCalendar calendar(FabricCalendar::LEAST_BUCKETS);
            calendar.Insert(owner.event, ahead);
            NS_TEST_EXPECT_MSG_EQ(calendar.GetBeyond(), 1, "12 us and more are far");
            calendar.Remove(owner.event);
            calendar.Cover(ahead);
            // What is pending when the width changes, and what comes after it, stays in order.
            calendar.Insert(crowd.event, 5);
            calendar.Cover(4 * ahead);
            calendar.Insert(owner.event, 100 * ahead);
            NS_TEST_EXPECT_MSG_EQ(calendar.PeekTime(), 5, "near before far");
            calendar.RunNext();
            calendar.Remove(owner.event);
            for (uint64_t time = 10; time < 400000; time++)
            {
                calendar.Insert(crowd.event, time);
                calendar.PeekTime();
                calendar.RunNext();
            }
            calendar.Insert(owner.event, 400000 + ahead);
            NS_TEST_EXPECT_MSG_EQ(calendar.GetBeyond(), 0, "unless they are covered");
            calendar.Remove(owner.event);
        }
    }

    void Compare(uint32_t seed, uint64_t spacing, uint64_t ahead)
    {
        std::mt19937_64 random(seed);
        FabricCalendar calendar(seed % 2 == 0 ? FabricCalendar::MOST_BUCKETS : 64);
        calendar.Cover(ahead);
        calendar.SetPostedHandler(&Parcel::Arrive);
        std::vector<Moment> log;
        std::vector<Owner> owners(200);
        std::vector<std::unique_ptr<Parcel>> parcels;
        for (uint32_t i = 0; i < owners.size(); i++)
        {
            owners[i].Bind(i, log);
        }
        std::set<Moment> expected;
        std::vector<Moment> ran;
        uint64_t now = 0;
        for (uint32_t step = 0; step < 150000; step++)
        {
            // Far, near, at once; rounded, so that equal times are common.
            const uint64_t reach = random() % 8 == 0   ? 2000 * spacing
                                   : random() % 8 == 0 ? 1
                                                       : 100 * spacing;
            const uint64_t time = now + random() % reach / 8 * 8;
            Owner& owner = owners[random() % owners.size()];
            if (owner.event.IsPending())
            {
                if (random() % 4 == 0)
                {
                    expected.erase({owner.event.GetTime(), owner.key});
                    calendar.Remove(owner.event);
                }
            }
            else if (expected.insert({time, owner.key}).second)
            {
                calendar.Insert(owner.event, time);
            }
            const uint64_t key = FabricCalendar::MakeKey(random() % 50, 1, EventKind::ARRIVAL);
            if (random() % 2 && expected.insert({time, key}).second)
            {
                parcels.push_back(std::make_unique<Parcel>(Parcel{time, key, &log}));
                calendar.Post(time, key, parcels.back().get(), nullptr);
            }
            if (step % 5000 == 4999)
            {
                TakeOne(calendar, expected, FabricCalendar::MakeKey(7, 1, EventKind::ARRIVAL));
            }
            for (uint32_t n = random() % 3; n > 0 && !expected.empty(); n--)
            {
                now = calendar.PeekTime();
                calendar.RunNext();
                ran.push_back(*expected.begin());
                expected.erase(expected.begin());
            }
            NS_TEST_ASSERT_MSG_EQ(calendar.GetSize(), expected.size(), "pending, step " << step);
        }
        NS_TEST_EXPECT_MSG_EQ((log == ran), true, "order, spacing " << spacing);
        NS_TEST_EXPECT_MSG_EQ(calendar.GetExecuted(), ran.size(), "events run");
        // What is pending when its owner is destroyed must leave the calendar by itself.
        owners.clear();
        std::set<Moment> posted;
        for (const auto& parcel : calendar.ListPosted())
        {
            posted.emplace(parcel.time, parcel.key);
        }
        NS_TEST_EXPECT_MSG_EQ(calendar.GetSize(), posted.size(), "only parcels are left");
    }

    /// Take all parcels with a key out of both.
    void TakeOne(FabricCalendar& calendar, std::set<Moment>& expected, uint64_t key)
    {
        uint64_t last = 0;
        for (const auto& taken : calendar.TakePosted(key))
        {
            NS_TEST_EXPECT_MSG_EQ(taken.key, key, "only what was asked for");
            NS_TEST_EXPECT_MSG_EQ((taken.time >= last), true, "in the order of times");
            last = taken.time;
            NS_TEST_EXPECT_MSG_EQ(expected.erase({taken.time, key}), 1, "it was pending");
        }
        for (const Moment& moment : expected)
        {
            NS_TEST_ASSERT_MSG_NE(moment.second, key, "nothing was left behind");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Fabric events and ns-3's interleave in exact time order, ns-3's first at equal times, and the
 * same under both drivers.
 */
class MergeTestCase : public TestCase
{
  public:
    MergeTestCase()
        : TestCase("fabric events and ns-3 events in one order under both drivers")
    {
    }

  private:
    /// An event that runs every so often.
    struct Ticker
    {
        FabricEvent event;
        std::string* log{nullptr};
        uint64_t period{0};
        char name{'?'};
        uint32_t left{0};

        void Tick()
        {
            FabricDomain& engine = FabricEngine::Get().GetDomain();
            *log += name + std::to_string(engine.Now()) + ' ';
            if (static_cast<uint64_t>(Simulator::Now().GetPicoSeconds()) != engine.Now())
            {
                *log += "(ns-3 has another time) ";
            }
            if (--left > 0)
            {
                engine.Schedule(event, engine.Now() + period);
            }
        }
    };

    std::string Run(bool pump)
    {
        FabricEngine::Prepare();
        if (pump)
        {
            ObjectFactory scheduler;
            scheduler.SetTypeId("ns3::MapScheduler");
            Simulator::SetImplementation(CreateObject<DefaultSimulatorImpl>());
            Simulator::SetScheduler(scheduler);
        }
        std::string log;
        std::vector<Ticker> tickers(3);
        const uint64_t periods[] = {700, 1000, 15000000};
        for (uint32_t i = 0; i < tickers.size(); i++)
        {
            tickers[i].log = &log;
            tickers[i].period = periods[i];
            tickers[i].name = static_cast<char>('a' + i);
            tickers[i].left = 20;
            tickers[i].event.Bind<&Ticker::Tick>(&tickers[i], i, 0, EventKind::OTHER);
            FabricEngine::Get().GetDomain().Schedule(tickers[i].event, periods[i]);
        }
        for (uint64_t ps = 500; ps < 20000; ps += 500)
        {
            Simulator::Schedule(PicoSeconds(ps),
                                [&log, ps]() { log += 'n' + std::to_string(ps) + ' '; });
        }
        // An ns-3 event that schedules a fabric event for its own time, and one that cancels.
        Ticker late;
        late.log = &log;
        late.name = 'l';
        late.left = 1;
        late.event.Bind<&Ticker::Tick>(&late, 9, 0, EventKind::OTHER);
        Simulator::Schedule(PicoSeconds(3000), [&late]() {
            FabricEngine::Get().GetDomain().Schedule(late.event, 3000);
        });
        Simulator::Schedule(PicoSeconds(10100), [&tickers]() {
            FabricEngine::Get().GetDomain().Cancel(tickers[0].event);
        });
        Simulator::Stop(MicroSeconds(100));
        Simulator::Run();
        log += "end" + std::to_string(Simulator::Now().GetPicoSeconds());
        tickers.clear();
        Simulator::Destroy();
        return log;
    }

    void DoRun() override
    {
        const std::string native = Run(false);
        NS_TEST_EXPECT_MSG_EQ(native, Run(true), "pump driver");
        const std::string begin = "n500 a700 n1000 b1000 a1400 n1500 n2000 b2000 a2100 n2500 a2800 "
                                  "n3000 b3000 l3000 n3500 a3500 n4000 b4000 ";
        NS_TEST_EXPECT_MSG_EQ(native.substr(0, begin.size()), begin, "order");
        NS_TEST_EXPECT_MSG_EQ((native.find("a9800") != std::string::npos), true, "before");
        NS_TEST_EXPECT_MSG_EQ((native.find("a10500") == std::string::npos), true, "cancelled");
        NS_TEST_EXPECT_MSG_EQ((native.find("c90000000 end100000000") != std::string::npos),
                              true,
                              "beyond the horizon, up to the stop: " << native);
        NS_TEST_EXPECT_MSG_EQ((native.find("another time") == std::string::npos), true, "one time");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class EngineTestSuite : public TestSuite
{
  public:
    EngineTestSuite()
        : TestSuite("ai-fabric-engine", TestSuite::Type::UNIT)
    {
        AddTestCase(new CalendarTestCase);
        AddTestCase(new MergeTestCase);
    }
};

/// Registers the suite.
EngineTestSuite g_engineTestSuite;

} // namespace
