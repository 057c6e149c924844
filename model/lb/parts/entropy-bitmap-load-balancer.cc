/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "entropy-bitmap-load-balancer.h"

#include "ns3/frame-route.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("EntropyBitmapLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(EntropyBitmapLoadBalancer);

TypeId
EntropyBitmapLoadBalancer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::EntropyBitmapLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddAttribute("Entropies",
                          "Number of UDP source ports per queue pair, a power of two",
                          UintegerValue(256),
                          MakeUintegerAccessor(&EntropyBitmapLoadBalancer::m_entropies),
                          MakeUintegerChecker<uint32_t>(1, Route::NUMBERS))
            .AddAttribute("MarkPenalty",
                          "Penalty of an entropy for a marked packet",
                          UintegerValue(1),
                          MakeUintegerAccessor(&EntropyBitmapLoadBalancer::m_markPenalty),
                          MakeUintegerChecker<uint32_t>(0, 255))
            .AddAttribute("LossPenalty",
                          "Penalty of an entropy for a packet that a NAK or a gap tells lost",
                          UintegerValue(4),
                          MakeUintegerAccessor(&EntropyBitmapLoadBalancer::m_lossPenalty),
                          MakeUintegerChecker<uint32_t>(0, 255))
            .AddAttribute("TimeoutPenalty",
                          "Penalty of an entropy for a packet that timed out",
                          UintegerValue(15),
                          MakeUintegerAccessor(&EntropyBitmapLoadBalancer::m_timeoutPenalty),
                          MakeUintegerChecker<uint32_t>(0, 255))
            .AddAttribute("MaxPenalty",
                          "Largest penalty of an entropy",
                          UintegerValue(15),
                          MakeUintegerAccessor(&EntropyBitmapLoadBalancer::m_maxPenalty),
                          MakeUintegerChecker<uint32_t>(1, 255));
    return tid;
}

EntropyBitmapLoadBalancer::State::State(uint32_t count, FabricRandom& random)
    : walk(count, random),
      penalties(count)
{
}

EntropyBitmapLoadBalancer::EntropyBitmapLoadBalancer() = default;
EntropyBitmapLoadBalancer::~EntropyBitmapLoadBalancer() = default;

std::string
EntropyBitmapLoadBalancer::CheckConfig() const
{
    return (m_entropies & (m_entropies - 1)) == 0 ? "" : "Entropies must be a power of two";
}

NetworkNeeds
EntropyBitmapLoadBalancer::DoGetNeeds() const
{
    return NEED_REORDERING | NEED_PATH_ECHO | NEED_ECN;
}

uint32_t
EntropyBitmapLoadBalancer::GetPenalty(uint32_t qp, uint16_t entropy) const
{
    const State* state = m_states.Find(qp);
    uint32_t number = 0;
    return state && state->walk.ToNumber(entropy, number) ? state->penalties[number] : 0;
}

uint16_t
EntropyBitmapLoadBalancer::DoRecycle(const Frame&)
{
    return 0;
}

uint16_t
EntropyBitmapLoadBalancer::Walk(State& state)
{
    uint32_t number = state.walk.GetNumber();
    if (state.penalties[number] > 0)
    {
        state.penalties[number]--;
        state.penalised -= state.penalties[number] == 0 ? 1 : 0;
        if (state.penalised < m_entropies)
        {
            do
            {
                state.walk.Step(GetRandom());
                number = state.walk.GetNumber();
            } while (state.penalties[number] > 0);
        }
    }
    state.walk.Step(GetRandom());
    return state.walk.ToEntropy(number);
}

void
EntropyBitmapLoadBalancer::DoSelect(Frame& frame)
{
    if (frame.kind != FrameKind::DATA)
    {
        return;
    }
    State* state = m_states.Find(frame.srcQp);
    if (!state)
    {
        state = &m_states.Make(frame.srcQp, m_entropies, GetRandom());
    }
    const uint16_t recycled = DoRecycle(frame);
    Route::ByHash(recycled != 0 ? recycled : Walk(*state)).WriteTo(frame);
    m_ledger.Record(frame.srcQp, frame.psn, frame.entropy, frame.sentAt);
}

void
EntropyBitmapLoadBalancer::Punish(uint32_t qp, uint16_t entropy, uint32_t penalty)
{
    State* state = m_states.Find(qp);
    uint32_t number = 0;
    if (state && penalty > 0 && state->walk.ToNumber(entropy, number))
    {
        NS_LOG_LOGIC("host " << GetPlace().host << ": queue pair " << qp << " punishes entropy "
                             << entropy << " by " << penalty);
        uint8_t& value = state->penalties[number];
        state->penalised += value == 0 ? 1 : 0;
        value = static_cast<uint8_t>(std::min(value + penalty, m_maxPenalty));
    }
}

void
EntropyBitmapLoadBalancer::DoAcknowledged(const Frame& ack)
{
    m_ledger.Answered(ack);
    if (ack.Has(FRAME_BECN))
    {
        Punish(ack.qp, ack.echoEntropy, m_markPenalty);
    }
}

void
EntropyBitmapLoadBalancer::DoLost(const LostPacket& packet)
{
    if (const auto* sent = m_ledger.Lost(packet.qp, packet.psn))
    {
        const bool timeout = packet.cause == LossCause::TIMEOUT;
        Punish(packet.qp, sent->path, timeout ? m_timeoutPenalty : m_lossPenalty);
    }
}

} // namespace aifabric
} // namespace ns3
