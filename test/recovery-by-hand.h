/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECOVERY_BY_HAND_H
#define RECOVERY_BY_HAND_H

#include "congestion-control-test-helper.h"

#include "ns3/loss-recovery.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace recovery_test
{

constexpr uint64_t US = 1000000;  ///< ps
constexpr uint64_t RTT = 10 * US; ///< of the tests

/**
 * @ingroup ai-fabric-tests
 * Base: a sender whose link takes no time.
 */
class ByHandTestCase : public congestion_test::TimedTestCase, public RecoveryListener
{
  public:
    using congestion_test::TimedTestCase::TimedTestCase;

  protected:
    template <typename T>
    Ptr<T> MakeRecovery(const std::string& type,
                        const congestion_test::Settings& settings,
                        uint64_t packets)
    {
        ObjectFactory factory("ns3::aifabric::" + type + "LossRecovery");
        for (const auto& [name, value] : settings)
        {
            factory.Set(name, StringValue(value));
        }
        auto recovery = factory.Create<T>();
        NS_TEST_EXPECT_MSG_EQ(recovery->Check(), "", type);
        recovery->FitTimeout(2 * RTT);
        RecoveryPlace place;
        place.part = ++m_part;
        place.baseRtt = RTT;
        place.packetTime = US;
        recovery->Start(this, place);
        recovery->Resume(0, 0);
        recovery->Extend(packets);
        return recovery;
    }

    /// Send all that is to be sent. @return the packets
    static std::vector<uint64_t> Drain(LossRecovery& recovery)
    {
        std::vector<uint64_t> sent;
        while (recovery.HasWork())
        {
            sent.push_back(recovery.Next().sequence);
        }
        return sent;
    }

    static Frame Ack(uint64_t expected, uint64_t named)
    {
        Frame frame{};
        frame.kind = FrameKind::ACK;
        frame.psn = static_cast<uint32_t>(expected) & PSN_MASK;
        frame.sackPsn = static_cast<uint32_t>(named) & PSN_MASK;
        frame.flags = named + 1 == expected ? 0 : FRAME_SACK;
        return frame;
    }

    static Frame Nak(uint64_t expected, uint64_t named, uint8_t reason, uint64_t sentAt = 0)
    {
        Frame frame = Ack(expected, named);
        frame.kind = FrameKind::NAK;
        frame.flags = FRAME_SACK;
        frame.reason = reason;
        frame.echoTime = sentAt;
        return frame;
    }

    using List = std::vector<uint64_t>;

    List m_lost; ///< what was taken for lost
    std::vector<LossCause> m_causes;
    uint32_t m_probes{0};          ///< questions
    uint64_t m_window{UINT64_MAX}; ///< packets

  private:
    void RecoveryStateChanged() override
    {
    }

    void PacketLost(uint64_t sequence, LossCause cause) override
    {
        m_lost.push_back(sequence);
        m_causes.push_back(cause);
    }

    uint64_t GetWindowPackets() const override
    {
        return m_window;
    }

    void SendProbe(uint64_t) override
    {
        m_probes++;
    }

    uint32_t m_part{0};
};

} // namespace recovery_test
} // namespace aifabric
} // namespace ns3

#endif // RECOVERY_BY_HAND_H
