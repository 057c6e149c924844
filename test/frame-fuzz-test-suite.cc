/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Frames with damage: the decoder refuses them, or says what can be encoded again.
 *
 * AIFABRIC_FUZZ=10000000 tries as many.
 */

#include "rocev2-samples.h"

#include "ns3/fabric-compat.h"
#include "ns3/roce-icrc.h"
#include "ns3/test.h"

#include <algorithm>
#include <cstdlib>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Packets of every operation, with bytes changed, added and cut off.
 */
class FrameFuzzTestCase : public TestCase
{
  public:
    FrameFuzzTestCase()
        : TestCase("damaged frames are refused, or understood as what they say")
    {
    }

  private:
    /// Put in the ICRC that belongs there, so that what lies behind its check is reached.
    static void Mend(Bytes& bytes)
    {
        if (bytes.size() < IP_AT + wire::ICRC_BYTES)
        {
            return;
        }
        const size_t size = bytes.size() - IP_AT - wire::ICRC_BYTES;
        if (const auto icrc = RoceIcrc(bytes.data() + IP_AT, size))
        {
            for (size_t i = 0; i < wire::ICRC_BYTES; i++)
            {
                bytes[IP_AT + size + i] = static_cast<uint8_t>(*icrc >> (8 * i));
            }
        }
    }

    static void Damage(Bytes& bytes, std::mt19937& random)
    {
        const uint32_t changes = random() % 4;
        for (uint32_t i = 0; i < changes && !bytes.empty(); i++)
        {
            const size_t place = random() % std::min<size_t>(bytes.size(), 100);
            bytes[place] = static_cast<uint8_t>(random());
        }
        if (random() % 8 == 0)
        {
            bytes.resize(random() % (bytes.size() + 20));
        }
    }

    void DoRun() override
    {
        const char* wanted = std::getenv("AIFABRIC_FUZZ");
        const uint64_t count = wanted ? std::strtoull(wanted, nullptr, 10) : 20000;
        const std::vector<Sample> samples = GetSamples();
        std::mt19937 random(7);
        uint64_t understood = 0;
        for (uint64_t i = 0; i < count; i++)
        {
            FrameExtra extra;
            const Sample& sample = samples[random() % samples.size()];
            const uint16_t ip = random() % 2 ? FRAME_IPV6 : 0;
            Frame frame =
                MakeSample(sample, ip, static_cast<uint16_t>(random() % 40), random, extra);
            Bytes bytes = FrameCodec::Encode(frame);
            Damage(bytes, random);
            if (random() % 4 != 0)
            {
                Mend(bytes);
            }
            Frame back{};
            FrameExtra more;
            if (!FrameCodec::Decode(bytes.data(), bytes.size(), back, false, &more))
            {
                continue;
            }
            understood++;
            back.extra = &more;
            const Bytes again = FrameCodec::Encode(back);
            NS_TEST_EXPECT_MSG_EQ(again.size(), bytes.size(), "frame " << i << ": size");
            Frame twice{};
            NS_TEST_EXPECT_MSG_EQ(Decode(again, twice), true, "frame " << i << ": again");
            NS_TEST_EXPECT_MSG_EQ(twice.flags, back.flags, "frame " << i << ": flags");
            NS_TEST_EXPECT_MSG_EQ(twice.psn, back.psn, "frame " << i << ": psn");
        }
        NS_TEST_EXPECT_MSG_GT(understood, count / 10, "some are understood");
        NS_TEST_EXPECT_MSG_LT(understood, count, "and some are not");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FrameFuzzTestSuite : public TestSuite
{
  public:
    FrameFuzzTestSuite()
        : TestSuite("ai-fabric-frame-fuzz", TestSuite::Type::UNIT)
    {
        AddTestCase(new FrameFuzzTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const FrameFuzzTestSuite g_frameFuzzTestSuite; ///< the suite

} // namespace
