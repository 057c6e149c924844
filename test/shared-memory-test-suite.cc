/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The shared memory of switch ASICs: cells, domains, pools.
 */

#include "memory-bench.h"
#include "port-bench.h"

#include "ns3/fabric-compat.h"
#include "ns3/fabric-random.h"
#include "ns3/make-factory.h"
#include "ns3/test.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Whole cells.
 */
class CellsTestCase : public TestCase
{
  public:
    CellsTestCase()
        : TestCase("A frame takes the cells that a division says, for every length")
    {
    }

  private:
    void DoRun() override
    {
        for (const uint32_t cell : {1, 3, 80, 144, 208, 254, 256, 416, 1000, 9999, 16383, 16384})
        {
            const MemoryBench bench(2, MemoryBench::Thresholds(100000000, 1, 1, cell));
            uint32_t wrong = 0;
            for (uint32_t bytes = 1; bytes < 70000; bytes++)
            {
                wrong += bench.Memory().CountCells(bytes) != (bytes + cell - 1) / cell ? 1 : 0;
            }
            NS_TEST_EXPECT_MSG_EQ(wrong, 0, "cells of " << cell << " bytes");
            NS_TEST_EXPECT_MSG_EQ(bench.Memory().GetTotal(),
                                  100000000 / cell * cell,
                                  "a memory of whole cells");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Which port is served by which domain.
 */
class DomainsTestCase : public TestCase
{
  public:
    DomainsTestCase()
        : TestCase("Ports are in contiguous groups, and no group takes of another's memory")
    {
    }

  private:
    void DoRun() override
    {
        const MemoryBench even(64, MemoryBench::Thresholds(120000000, 4, 14, 208));
        const MemoryBench odd(10, MemoryBench::Thresholds(120000000, 4, 14, 208));
        ObjectFactory packedFactory = MemoryBench::Thresholds(120000000, 4, 14, 208);
        packedFactory.Set("PortsPerDomain", UintegerValue(16));
        const MemoryBench packed(20, packedFactory);
        for (uint32_t port = 0; port < 64; port++)
        {
            NS_TEST_EXPECT_MSG_EQ(even.Memory().GetDomainOf(port), port / 16, "16 each");
        }
        const std::vector<uint32_t> ten{0, 0, 0, 1, 1, 2, 2, 2, 3, 3};
        for (uint32_t port = 0; port < 10; port++)
        {
            NS_TEST_EXPECT_MSG_EQ(odd.Memory().GetDomainOf(port), ten[port], "of 10 ports");
        }
        for (uint32_t port = 0; port < 20; port++)
        {
            NS_TEST_EXPECT_MSG_EQ(packed.Memory().GetDomainOf(port), port / 16, "packed");
        }
        packedFactory.Set("PortsPerDomain", UintegerValue(4));
        const std::string problem = MemoryBench(20, packedFactory).GetProblem();
        NS_TEST_EXPECT_MSG_EQ(problem,
                              "ports-per-domain=4 and domains=4 have no room for a switch of 20 "
                              "ports: raise one of them",
                              "too few");
        Overrun();
    }

    /// One port of a slice pair is offered all there is.
    void Overrun()
    {
        MemoryBench bench(64,
                          MakeTypeFactory<BufferAdmission>("ns3::aifabric::CompleteSharingPolicy",
                                                           "Buffer",
                                                           UintegerValue(120000000),
                                                           "Domains",
                                                           UintegerValue(4)));
        bench.Fill({17}, 4178);
        const SharedMemoryAdmission& memory = bench.Memory();
        const auto& own = memory.GetDomain(1);
        const uint32_t cells = memory.CountCells(4178);
        const uint32_t domain = 30000000 / 208;
        NS_TEST_EXPECT_MSG_EQ(own.maxUsed, domain / cells * cells, "whole frames of 30 MB");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(own.maxUsed * 208, 30000000, "no more than 30 MB");
        NS_TEST_EXPECT_MSG_EQ(own.poolFull, 1, "the last one was refused");
        NS_TEST_EXPECT_MSG_EQ(memory.GetQueueCells(17, 3), own.maxUsed, "one queue");
        NS_TEST_EXPECT_MSG_EQ(bench.Offer(31, 4178), false, "nor do its neighbours have room");
        for (const uint32_t other : {0, 2, 3})
        {
            NS_TEST_EXPECT_MSG_EQ(memory.GetDomain(other).maxUsed, 0, "others are empty");
            NS_TEST_EXPECT_MSG_EQ(bench.Offer(16 * other, 4178), true, "and take frames");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Pools are what their frames add up to, after any sequence.
 */
class BooksTestCase : public TestCase
{
  public:
    BooksTestCase()
        : TestCase("Pools, reserves and high-water marks are those of the frames in the memory")
    {
    }

  private:
    /// What the frames of a domain add up to.
    struct Sum
    {
        uint32_t pool{0};     ///< cells above the reserves
        uint32_t reserved{0}; ///< cells within them
    };

    static std::vector<Sum> Add(const MemoryBench& bench, uint32_t reserve)
    {
        std::map<std::pair<uint32_t, uint8_t>, uint32_t> queues;
        for (const auto& one : bench.List())
        {
            queues[{one.port, one.frame.priority}] += (one.frame.size + 207) / 208;
        }
        std::vector<Sum> sums(bench.Memory().GetDomainCount());
        for (const auto& [place, cells] : queues)
        {
            Sum& sum = sums[bench.Memory().GetDomainOf(place.first)];
            sum.pool += cells > reserve ? cells - reserve : 0;
            sum.reserved += std::min(cells, reserve);
        }
        return sums;
    }

    void DoRun() override
    {
        constexpr uint32_t RESERVE = 10; // cells
        MemoryBench bench(12,
                          MemoryBench::Thresholds(3 * 500 * 208 * 4, 3, 0.5, 208, RESERVE * 208));
        NS_TEST_ASSERT_MSG_EQ(bench.GetProblem(), "", "it fits");
        const SharedMemoryAdmission& memory = bench.Memory();
        // 2,000 cells, of which 4 ports with 8 classes reserve 320.
        FabricRandom random;
        random.Seed(FabricRandom::USER, 1);
        std::vector<uint32_t> pools(3, 0);
        std::vector<uint32_t> all(3, 0);
        uint64_t refused = 0;
        for (uint32_t step = 0; step < 30000; step++)
        {
            const bool isFilling = step / 2000 % 2 == 0;
            if (!bench.List().empty() && random.Below(4) < (isFilling ? 1U : 3U))
            {
                bench.TakeOut(random.Below(static_cast<uint32_t>(bench.List().size())));
            }
            else
            {
                refused += bench.Offer(random.Below(12),
                                       64 + random.Below(9000),
                                       static_cast<uint8_t>(random.Below(3)))
                               ? 0
                               : 1;
            }
            if (step % 50 != 0 && bench.List().size() > 40)
            {
                for (uint32_t d = 0; d < 3; d++)
                {
                    pools[d] = std::max(pools[d], memory.GetDomain(d).pool);
                    all[d] = std::max(all[d], memory.GetDomain(d).GetUsed());
                }
                continue;
            }
            const std::vector<Sum> sums = Add(bench, RESERVE);
            for (uint32_t d = 0; d < 3; d++)
            {
                const auto& domain = memory.GetDomain(d);
                NS_TEST_ASSERT_MSG_EQ(domain.pool, sums[d].pool, "pool at step " << step);
                NS_TEST_ASSERT_MSG_EQ(domain.reserved, sums[d].reserved, "reserved at " << step);
                NS_TEST_ASSERT_MSG_LT_OR_EQ(domain.pool, domain.poolSize, "within its size");
                pools[d] = std::max(pools[d], domain.pool);
                all[d] = std::max(all[d], domain.GetUsed());
            }
        }
        uint64_t counted = 0;
        for (uint32_t d = 0; d < 3; d++)
        {
            const auto& domain = memory.GetDomain(d);
            NS_TEST_EXPECT_MSG_EQ(domain.poolSize, 2000 - 320, "what is not reserved");
            NS_TEST_EXPECT_MSG_EQ(domain.maxPool, pools[d], "most of the pool");
            NS_TEST_EXPECT_MSG_EQ(domain.maxUsed, all[d], "most of all");
            counted += domain.poolFull + domain.aboveThreshold;
        }
        NS_TEST_EXPECT_MSG_GT(refused, 100, "frames were refused");
        NS_TEST_EXPECT_MSG_EQ(counted, refused, "each for a reason");
        Reserve();
    }

    /// A queue within its reserve takes frames whatever the others have.
    void Reserve()
    {
        ObjectFactory factory = MemoryBench::Thresholds(208 * 1000, 1, 1000, 208, 208 * 20);
        MemoryBench bench(4, factory);
        bench.Fill({0, 1}, 208);
        const auto& domain = bench.Memory().GetDomain(0);
        NS_TEST_EXPECT_MSG_EQ(domain.poolSize, 1000 - 4 * 8 * 20, "besides the reserves");
        NS_TEST_EXPECT_MSG_EQ(domain.pool, domain.poolSize, "the pool is full");
        for (uint32_t i = 0; i < 20; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(bench.Offer(2, 208), true, "of its reserve");
        }
        NS_TEST_EXPECT_MSG_EQ(bench.Offer(2, 208), false, "and no more");
        factory = MemoryBench::Thresholds(208 * 1000, 1, 1, 208, 208 * 31);
        const std::string problem = MemoryBench(4, factory).GetProblem();
        NS_TEST_EXPECT_MSG_EQ(problem,
                              "a domain of the buffer has 208000 bytes, of which reserves of "
                              "queues take 206336 and the headroom pool 0, and no frame of 4174 "
                              "bytes fits into what is left: raise the buffer, or lower "
                              "queue-reserve or headroom-pool",
                              "too much is reserved");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Frames that PFC protects.
 */
class LosslessTestCase : public TestCase
{
  public:
    LosslessTestCase()
        : TestCase("Lossless frames above Xoff are in the headroom pool, and lost if that is full")
    {
    }

  private:
    static constexpr uint32_t FRAME = 4160;        ///< 20 cells
    static constexpr uint64_t XOFF = 25 * FRAME;   ///< of an ingress
    static constexpr uint32_t CELLS = FRAME / 208; ///< of a frame

    /// Three hosts send to one that takes nothing for a while.
    void Expect(uint64_t pool, bool isLossless)
    {
        PortBench bench;
        bench.Helper().SetPfcAttribute("LosslessClasses", UintegerValue(8));
        bench.Helper().SetPfcAttribute("Xoff", UintegerValue(XOFF));
        bench.Helper().SetPfcAttribute("Xon", UintegerValue(XOFF / 2));
        bench.Helper().SetAdmission("ns3::aifabric::DynamicThresholdPolicy",
                                    "Buffer",
                                    UintegerValue(4000000),
                                    "Domains",
                                    UintegerValue(2),
                                    "HeadroomPool",
                                    UintegerValue(pool));
        bench.BuildOneSwitch(6);
        const auto& one = *bench.Fabric().GetSwitch(0);
        const auto memory = DynamicCast<SharedMemoryAdmission>(one.GetAdmission());
        bench.HoldBack(0, 5);
        for (const uint32_t host : {0, 1, 2})
        {
            bench.Send(1000000, {host, 5, FRAME}, 150);
        }
        bench.Send(1000000, {4, 1, FRAME, 2}, 10);
        PortBench::At(30000000, [&]() {
            const auto& domain = memory->GetDomain(1);
            uint64_t above = 0;
            for (const uint16_t port : {0, 1, 2})
            {
                above += one.GetPfc()->GetIngressBytes(port, 3) / FRAME - XOFF / FRAME;
            }
            NS_TEST_EXPECT_MSG_EQ(domain.pool, 3 * 25 * CELLS, "up to Xoff, of the pool");
            NS_TEST_EXPECT_MSG_EQ(domain.headroom, domain.maxHeadroom, "nothing has left");
            if (isLossless)
            {
                NS_TEST_EXPECT_MSG_GT(above, 3 * 12, "what was on its way");
                NS_TEST_EXPECT_MSG_EQ(domain.headroom, above * CELLS, "of the headroom");
                NS_TEST_EXPECT_MSG_LT_OR_EQ(domain.headroom, domain.headroomSize, "it is enough");
            }
            else
            {
                NS_TEST_EXPECT_MSG_EQ(domain.headroom, domain.headroomSize / CELLS * CELLS, "full");
            }
            NS_TEST_EXPECT_MSG_EQ(memory->GetDomain(0).headroom, 0, "that of the egress only");
            NS_TEST_EXPECT_MSG_EQ(bench.Fabric().CheckAccounts(), "", "accounts");
        });
        bench.HoldBack(40000000, 5, 0);
        bench.Run();
        const uint64_t lost = PortBench::Dropped(DropReason::HEADROOM_FULL);
        NS_TEST_EXPECT_MSG_EQ((lost == 0), isLossless, "pool of " << pool << ": " << lost);
        NS_TEST_EXPECT_MSG_EQ(memory->GetDomain(1).headroomFull, lost, "counted");
        NS_TEST_EXPECT_MSG_EQ(one.GetPfc()->GetLost(), lost, "and by PFC");
        NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::BUFFER_FULL), 0, "no other loss");
        for (const uint32_t domain : {0, 1})
        {
            NS_TEST_EXPECT_MSG_EQ(memory->GetDomain(domain).GetUsed(), 0, "all given back");
        }
        NS_TEST_EXPECT_MSG_EQ(memory->GetDomain(0).maxUsed, CELLS, "one at a time, line rate");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }

    void DoRun() override
    {
        Expect(AUTO, true);
        Expect(60 * FRAME, true);
        Expect(10 * FRAME, false);
        Expect(0, false);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Strategies keep frames without asking, and what they overdraw is no room.
 */
class OverdrawnTestCase : public TestCase
{
  public:
    OverdrawnTestCase()
        : TestCase("A pool that is overdrawn by frames outside the queues takes no other frame")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t CELL = 100;
        // Two domains of 100 cells, a port in each.
        MemoryBench bench(2, MemoryBench::Thresholds(200 * CELL, 2, 8, CELL));
        NS_TEST_ASSERT_MSG_EQ(bench.GetProblem(), "", "configuration");
        bench.Keep(0, 60 * CELL);
        NS_TEST_EXPECT_MSG_EQ(bench.Offer(0, CELL), true, "there is room");
        bench.Keep(0, 60 * CELL);
        NS_TEST_EXPECT_MSG_EQ(bench.Memory().GetDomain(0).GetFree(), 0, "overdrawn");
        NS_TEST_EXPECT_MSG_EQ(bench.Offer(0, CELL), false, "no room");
        NS_TEST_EXPECT_MSG_EQ(bench.Offer(1, CELL), true, "the other domain has its own");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SharedMemoryTestSuite : public TestSuite
{
  public:
    SharedMemoryTestSuite()
        : TestSuite("ai-fabric-shared-memory", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new CellsTestCase, Duration::QUICK);
        AddTestCase(new DomainsTestCase, Duration::QUICK);
        AddTestCase(new BooksTestCase, Duration::QUICK);
        AddTestCase(new LosslessTestCase, Duration::QUICK);
        AddTestCase(new OverdrawnTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const SharedMemoryTestSuite g_sharedMemoryTestSuite;

} // namespace
