/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reps-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("RepsLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(RepsLoadBalancer);

TypeId
RepsLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::RepsLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<RepsLoadBalancer>()
            .AddAttribute("EntropySetSize",
                          "Number of UDP source ports to draw from; the paper's 2^16, of which "
                          "RoCEv2 leaves 2^14",
                          UintegerValue(Route::NUMBERS),
                          MakeUintegerAccessor(&RepsLoadBalancer::m_entropies),
                          MakeUintegerChecker<uint32_t>(1, Route::NUMBERS))
            .AddAttribute("RingSize",
                          "Entropies remembered per queue pair",
                          UintegerValue(8),
                          MakeUintegerAccessor(&RepsLoadBalancer::m_ring),
                          MakeUintegerChecker<uint32_t>(1, MAX_RING))
            .AddAttribute("Uses",
                          "Packets that may take a recycled entropy: 1, or the number of packets "
                          "that an ACK covers",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RepsLoadBalancer::m_uses),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("FirstPackets",
                          "Random packets of a new or idle queue pair; 0: one bandwidth-delay "
                          "product",
                          UintegerValue(0),
                          MakeUintegerAccessor(&RepsLoadBalancer::m_firstPackets),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("ExplorePackets",
                          "Random packets after the ring was frozen",
                          UintegerValue(16),
                          MakeUintegerAccessor(&RepsLoadBalancer::m_exploreAfter),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("FreezeTime",
                          "How long a ring remains frozen: that of the reference code, long enough "
                          "for routes to converge without the failed link",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&RepsLoadBalancer::m_freezeTime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("FreezeOn",
                          "What freezes the ring: timeout, or loss, that is any (where packets "
                          "are trimmed or paused, not dropped, on congestion)",
                          StringValue("timeout"),
                          MakeStringAccessor(&RepsLoadBalancer::m_freezeOn),
                          MakeStringChecker()),
        {"host",
         "packet",
         "path (ECN, timeouts)",
         "entropies of unmarked packets are used again, others are random",
         "REPS, EuroSys 2026, arXiv:2407.21625"});
    return tid;
}

RepsLoadBalancer::RepsLoadBalancer() = default;
RepsLoadBalancer::~RepsLoadBalancer() = default;

std::string
RepsLoadBalancer::CheckConfig() const
{
    if (m_freezeOn != "timeout" && m_freezeOn != "loss")
    {
        return "FreezeOn must be timeout or loss, not " + m_freezeOn;
    }
    return m_freezeTime.IsStrictlyPositive() ? "" : "FreezeTime must be positive";
}

void
RepsLoadBalancer::DoStart()
{
    m_freezeOnLoss = m_freezeOn == "loss";
}

NetworkNeeds
RepsLoadBalancer::DoGetNeeds() const
{
    return NEED_REORDERING | NEED_PATH_ECHO | NEED_ECN;
}

bool
RepsLoadBalancer::IsFrozen(uint32_t qp) const
{
    const State* state = m_states.Find(qp);
    return state && state->frozen;
}

RepsLoadBalancer::State&
RepsLoadBalancer::GetState(uint32_t qp, uint32_t dst)
{
    if (State* known = m_states.Find(qp))
    {
        return *known;
    }
    State& state = m_states.Make(qp);
    state.first = m_firstPackets;
    if (const HostServices* services = GetPlace().services)
    {
        state.idleTime = services->GetBaseRtt(dst);
        if (state.first == 0)
        {
            const double bytes =
                static_cast<double>(state.idleTime) * services->GetLineRate() / 8e12;
            state.first = static_cast<uint32_t>(std::ceil(bytes / services->GetMtu()));
        }
    }
    state.explore = state.first;
    return state;
}

uint16_t
RepsLoadBalancer::DrawEntropy()
{
    return Route::ToEntropy(GetRandom().Below(m_entropies));
}

uint16_t
RepsLoadBalancer::NextEntropy(State& state)
{
    if (state.explore > 0)
    {
        state.explore--;
        return DrawEntropy();
    }
    if (state.frozen && state.stored > 0)
    {
        const uint16_t entropy = state.ring[state.turn].entropy;
        state.turn = state.turn + 1 < state.stored ? state.turn + 1 : 0;
        m_recycled++;
        return entropy;
    }
    if (state.valid == 0)
    {
        return DrawEntropy();
    }
    // Entries become invalid in the order in which they were stored: the valid ones end at head.
    Entry& oldest = state.ring[(state.head + m_ring - state.valid) % m_ring];
    oldest.uses--;
    state.valid -= oldest.uses == 0 ? 1 : 0;
    m_recycled++;
    return oldest.entropy;
}

void
RepsLoadBalancer::DoSelect(Frame& frame)
{
    if (frame.kind != FrameKind::DATA)
    {
        return;
    }
    State& state = GetState(frame.srcQp, frame.dst);
    const uint64_t now = GetDomain().Now();
    if (frame.Has(FRAME_FIRST) && now > state.lastSent + state.idleTime && !state.frozen)
    {
        state.explore = std::max(state.explore, state.first);
    }
    state.lastSent = now;
    Route::ByHash(NextEntropy(state)).WriteTo(frame);
}

void
RepsLoadBalancer::DoAcknowledged(const Frame& ack)
{
    State* known = m_states.Find(ack.qp);
    if (!known)
    {
        return;
    }
    State& state = *known;
    if (!ack.Has(FRAME_BECN))
    {
        Entry& entry = state.ring[state.head];
        state.valid += entry.uses == 0 ? 1 : 0;
        entry = {ack.echoEntropy, static_cast<uint16_t>(m_uses)};
        state.head = state.head + 1 < m_ring ? state.head + 1 : 0;
        state.stored = std::min(state.stored + 1, m_ring);
    }
    if (state.frozen && GetDomain().Now() > state.exitTime)
    {
        state.frozen = false;
        NS_LOG_INFO("host " << GetPlace().host << ": queue pair " << ack.qp << " thaws");
        state.ring.fill({});
        state.stored = state.head = state.valid = state.turn = 0;
        state.explore = m_exploreAfter;
    }
}

void
RepsLoadBalancer::DoLost(const LostPacket& packet)
{
    State* state = m_states.Find(packet.qp);
    // A trimmed packet tells of a full queue, as a mark does.
    const bool failure = packet.cause == LossCause::TIMEOUT ||
                         (m_freezeOnLoss && packet.cause != LossCause::TRIMMED);
    if (!state || !failure || state->explore > 0 || state->frozen)
    {
        return;
    }
    state->frozen = true;
    state->turn = 0;
    state->exitTime = GetDomain().Now() + static_cast<uint64_t>(m_freezeTime.GetPicoSeconds());
    m_freezes++;
    NS_LOG_INFO("host " << GetPlace().host << ": queue pair " << packet.qp << " freezes, with "
                        << state->stored << " entropies");
}

} // namespace aifabric
} // namespace ns3
