/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How a route is written on a frame and read from it.
 */

#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/frame-route.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <type_traits>
#include <vector>

namespace ns3
{
namespace aifabric
{

/// Makes routes by segments, as a fabric whose switches follow them would.
class SegmentRouteTest
{
  public:
    /// @return the route
    static Route Make(const std::vector<uint32_t>& segments, uint16_t entropy)
    {
        return Route::BySegments(segments, entropy, SegmentsFollowed());
    }
};

namespace
{

// Nobody else can, as long as no switch follows them.
static_assert(!std::is_default_constructible_v<SegmentsFollowed>);
static_assert(!std::is_aggregate_v<SegmentsFollowed>);

/// Flags of a frame that no route may touch.
constexpr uint16_t OTHERS = FRAME_FIRST | FRAME_IPV6 | FRAME_BECN;

/**
 * @ingroup ai-fabric-tests
 * Hashes and paths.
 */
class NumbersTestCase : public TestCase
{
  public:
    NumbersTestCase()
        : TestCase("A route by hash or by path is what is read of it")
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Route().IsSet(), false, "says nothing");
        Frame frame{};
        frame.flags = OTHERS;
        for (uint32_t number = 0; number < Route::NUMBERS; number++)
        {
            const uint16_t entropy = Route::ToEntropy(number);
            NS_TEST_ASSERT_MSG_EQ(entropy, 49152 + number, "a UDP source port");
            NS_TEST_ASSERT_MSG_EQ(Route::ToNumber(entropy), number, "and back");
            Route::ByPath(number).WriteTo(frame);
            NS_TEST_ASSERT_MSG_EQ(Route::HasPath(frame), true, "steered");
            NS_TEST_ASSERT_MSG_EQ(Route::GetPath(frame), number, "onto this path");
            const Route path = Route::Of(frame);
            NS_TEST_ASSERT_MSG_EQ(path.IsSet() && path.IsPath(), true, "read again");
            NS_TEST_ASSERT_MSG_EQ(path.GetNumber(), number, "read again");
            Route::ByHash(entropy).WriteTo(frame);
            NS_TEST_ASSERT_MSG_EQ(Route::HasPath(frame), false, "in place of the path");
            NS_TEST_ASSERT_MSG_EQ(Route::Of(frame).GetEntropy(), entropy, "hashed");
            NS_TEST_ASSERT_MSG_EQ(Route::Of(frame).AsPath().GetNumber(), number, "the way back");
            NS_TEST_ASSERT_MSG_EQ(Route::Of(frame).AsPath().IsPath(), true, "the way back");
        }
        NS_TEST_EXPECT_MSG_EQ(frame.flags, OTHERS, "all else stays");
        NS_TEST_EXPECT_MSG_EQ((frame.extra == nullptr), true, "no extra is made for it");
        // A source port of somebody else is no number of ours.
        for (uint32_t port = 0; port < 49152; port += 97)
        {
            NS_TEST_EXPECT_MSG_EQ((Route::ToNumber(static_cast<uint16_t>(port)) >= Route::NUMBERS),
                                  true,
                                  "port " << port);
        }
        NS_TEST_EXPECT_MSG_EQ(Route::ToEntropy(Route::NUMBERS + 5),
                              Route::ToEntropy(5),
                              "higher bits are left out");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Segments ride in the extra of a frame.
 */
class SegmentsTestCase : public TestCase
{
  public:
    SegmentsTestCase()
        : TestCase("A route by segments is carried in the extra of a frame")
    {
    }

  private:
    void DoRun() override
    {
        FabricEngine::Prepare();
        FramePool& pool = FramePool::Get();
        for (const std::vector<uint32_t>& segments :
             {std::vector<uint32_t>{7}, {20, 3, 21}, std::vector<uint32_t>(12, 5)})
        {
            Frame* frame = pool.Make();
            frame->flags = OTHERS;
            Route::ByPath(9).WriteTo(*frame);
            SegmentRouteTest::Make(segments, 50000).WriteTo(*frame, pool);
            NS_TEST_EXPECT_MSG_EQ(Route::HasPath(*frame), false, "in place of the path");
            NS_TEST_EXPECT_MSG_EQ(frame->flags, (OTHERS | FRAME_SEGMENTS), "all else stays");
            NS_TEST_EXPECT_MSG_EQ(+frame->extra->segmentsLeft, segments.size(), "all to visit");
            const Route read = Route::Of(*frame);
            NS_TEST_EXPECT_MSG_EQ(read.IsSet(), true, "read again");
            NS_TEST_EXPECT_MSG_EQ(read.GetEntropy(), 50000, "with its entropy");
            NS_TEST_ASSERT_MSG_EQ(read.CountSegments(), segments.size(), "with all segments");
            for (uint32_t i = 0; i < segments.size(); i++)
            {
                NS_TEST_EXPECT_MSG_EQ(read.GetSegment(i), segments[i], "segment " << i);
            }
            // From one frame to another, as a probe and its answer.
            Frame* other = pool.Make();
            read.WriteTo(*other, pool);
            NS_TEST_EXPECT_MSG_EQ(Route::Of(*other).CountSegments(), segments.size(), "copied");
            Route::ByHash(50001).WriteTo(*frame);
            NS_TEST_EXPECT_MSG_EQ(Route::Of(*frame).CountSegments(), 0, "replaced by a hash");
            pool.Deliver(frame);
            pool.Drop(other, DropReason::NO_ROUTE);
        }
        NS_TEST_EXPECT_MSG_EQ(pool.GetExtrasInUse(), 0, "extras go back");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class RouteTestSuite : public TestSuite
{
  public:
    RouteTestSuite()
        : TestSuite("ai-fabric-route", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new NumbersTestCase, Duration::QUICK);
        AddTestCase(new SegmentsTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const RouteTestSuite g_routeTestSuite;

} // namespace
} // namespace aifabric
} // namespace ns3
