/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Pools of frames, one of each domain: what is made in one and ends in another.
 */

#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-program.h"
#include "ns3/frame-pool.h"
#include "ns3/free-store.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Free objects of two domains.
 */
class FreeStoreTestCase : public TestCase
{
  public:
    FreeStoreTestCase()
        : TestCase("Free objects are used again, the last one first, also by another domain")
    {
    }

  private:
    using Object = std::array<uint64_t, 8>;

    void DoRun() override
    {
        FreeDepot depot;
        FreeStore here(depot);
        FreeStore there(depot);
        NS_TEST_EXPECT_MSG_EQ((here.Take() == nullptr), true, "nothing is free");
        std::vector<Object> objects(5 * FreeStore::CHAIN + 7);
        here.Give(&objects[0]);
        here.Give(&objects[1]);
        NS_TEST_EXPECT_MSG_EQ((here.Take() == &objects[1]), true, "the last one first");
        NS_TEST_EXPECT_MSG_EQ((here.Take() == &objects[0]), true, "then the other");
        NS_TEST_EXPECT_MSG_EQ((here.Take() == nullptr), true, "nothing is left");

        for (Object& object : objects)
        {
            here.Give(&object);
        }
        std::set<void*> taken;
        while (void* memory = there.Take())
        {
            taken.insert(memory);
        }
        NS_TEST_EXPECT_MSG_EQ(taken.size(), 4 * FreeStore::CHAIN, "all but two chains at most");
        while (void* memory = here.Take())
        {
            taken.insert(memory);
        }
        NS_TEST_EXPECT_MSG_EQ(taken.size(), objects.size(), "each of them once");

        // Objects of a chain from the depot are counted, too: no chain grows longer than that.
        FreeDepot shared;
        FreeStore first(shared);
        FreeStore second(shared);
        FreeStore third(shared);
        for (uint32_t i = 0; i < 3 * FreeStore::CHAIN + 1; i++)
        {
            first.Give(&objects[i]);
        }
        second.Give(second.Take());
        for (uint32_t i = 0; i < FreeStore::CHAIN + 1; i++)
        {
            second.Give(&objects[3 * FreeStore::CHAIN + 1 + i]);
        }
        uint32_t moved = 0;
        while (third.Take())
        {
            moved++;
        }
        NS_TEST_EXPECT_MSG_EQ(moved,
                              2 * FreeStore::CHAIN,
                              "a chain of the first, one of the second");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Frames that cross from domain to domain.
 */
class CrossingTestCase : public TestCase
{
  public:
    CrossingTestCase()
        : TestCase("Frames end in other domains than they were made in, and none is lost")
    {
    }

  private:
    /// What is seen of the pools at the end.
    struct Seen
    {
        uint32_t makers{0};    ///< domains in which frames were made
        uint32_t ends{0};      ///< domains in which frames ended
        uint64_t strangers{0}; ///< frames that ended elsewhere
        size_t blocks{0};      ///< of memory
        uint64_t nowhere{0};   ///< frames of the first domain, in which nothing is
        FramePool::Ledger all;
    };

    static Seen Execute(const std::string& bytes, const std::string& buffer = "100MB")
    {
        ExperimentOptions options;
        options.db = "none";
        options.fabric = "leaf-spine:leaves=4,spines=2,hosts=4";
        options.workload = "incast:fan-in=4,bytes=" + bytes;
        options.lb = "ecmp";
        options.ackInterval = 64;
        options.domains = 4;
        options.switchModel = "generic:buffer-per-port=" + buffer;
        options.cc = "window"; // as many frames are under way whatever the length
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        experiment.Build();
        experiment.Run();
        Seen seen;
        for (uint32_t i = 0; i < FabricEngine::Get().GetDomainCount(); i++)
        {
            const auto& own = FramePool::Of(FabricEngine::Get().GetDomain(i)).GetOwnLedger();
            const uint64_t ended = own.delivered + own.GetDropped();
            seen.nowhere += i == 0 ? own.made + ended : 0;
            seen.makers += own.made > 0 ? 1 : 0;
            seen.ends += ended > 0 ? 1 : 0;
            seen.strangers += ended > own.made ? ended - own.made : 0;
        }
        seen.all = FramePool::GetLedger();
        seen.blocks = FramePool::GetBlockCount();
        Simulator::Destroy();
        return seen;
    }

    void DoRun() override
    {
        const Seen little = Execute("16MiB");
        NS_TEST_EXPECT_MSG_EQ(little.all.GetInFlight(), 0, "all came");
        NS_TEST_EXPECT_MSG_GT(little.makers, 1, "made in several domains");
        NS_TEST_EXPECT_MSG_GT(little.ends, 1, "ended in several");
        NS_TEST_EXPECT_MSG_GT(little.strangers, 8000, "three senders of 4,096 packets");
        const Seen much = Execute("32MiB");
        NS_TEST_EXPECT_MSG_GT(much.strangers, 16000, "of 8,192 packets");
        NS_TEST_EXPECT_MSG_EQ(much.blocks, little.blocks, "their memory is used again");
        const Seen lossy = Execute("1MiB", "20KB");
        NS_TEST_EXPECT_MSG_GT(lossy.all.GetDropped(), 10, "dropped");
        NS_TEST_EXPECT_MSG_EQ(lossy.nowhere, 0, "where they are");
        NS_TEST_EXPECT_MSG_EQ(FramePool::GetLedger().made, 0, "of the current simulation");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Extras.
 */
class ExtraTestCase : public TestCase
{
  public:
    ExtraTestCase()
        : TestCase(
              "Packets that frames hold go back, in whichever domain that happens, or at the end")
    {
    }

  private:
    void DoRun() override
    {
        FabricEngine::Prepare();
        FabricEngine::Get().AddDomains(2, 1000);
        FramePool& here = FramePool::Of(FabricEngine::Get().GetDomain(1));
        FramePool& there = FramePool::Of(FabricEngine::Get().GetDomain(2));
        NS_TEST_EXPECT_MSG_EQ((&here != &there), true, "two pools");
        NS_TEST_EXPECT_MSG_EQ((&here == &FramePool::Of(FabricEngine::Get().GetDomain(1))),
                              true,
                              "one of a domain");
        Ptr<Packet> packet = Create<Packet>(100);
        Frame* first = here.Make();
        here.HoldForeign(*first, PeekPointer(packet));
        Frame* second = here.Make();
        here.HoldForeign(*second, PeekPointer(packet));
        NS_TEST_EXPECT_MSG_EQ(packet->GetReferenceCount(), 3, "held");
        there.Deliver(first);
        NS_TEST_EXPECT_MSG_EQ(packet->GetReferenceCount(), 2, "given back elsewhere");
        NS_TEST_EXPECT_MSG_EQ(FramePool::GetExtrasInUse(), 1, "over all domains");
        // The memory is used again by the domain that has it.
        Frame* third = there.Make();
        there.HoldForeign(*third, PeekPointer(packet));
        NS_TEST_EXPECT_MSG_EQ(packet->GetReferenceCount(), 3, "held again");
        NS_TEST_EXPECT_MSG_EQ(FramePool::GetLedger().GetInFlight(), 2, "in flight");
        // An extra that is free at the end holds nothing any more.
        Frame* fourth = here.Make();
        here.HoldForeign(*fourth, PeekPointer(packet));
        here.Deliver(fourth);
        NS_TEST_EXPECT_MSG_EQ(packet->GetReferenceCount(), 3, "given back");
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ(packet->GetReferenceCount(), 1, "the end gives all back");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of pools.
 */
class FramePoolsTestSuite : public TestSuite
{
  public:
    FramePoolsTestSuite()
        : TestSuite("ai-fabric-frame-pools", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new FreeStoreTestCase, Duration::QUICK);
        AddTestCase(new CrossingTestCase, Duration::QUICK);
        AddTestCase(new ExtraTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const FramePoolsTestSuite g_framePoolsTestSuite;

} // namespace
