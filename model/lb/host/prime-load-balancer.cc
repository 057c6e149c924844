/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "prime-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("PrimeLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(PrimeLoadBalancer);

namespace
{
/// Round-trip times that a penalty takes to fall by a factor e, unless said otherwise.
constexpr uint64_t DECAY_RTTS = 4;
} // namespace

TypeId
PrimeLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::PrimeLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<PrimeLoadBalancer>()
            .AddAttribute("MarkSeverity",
                          "Penalty for a marked packet",
                          DoubleValue(1),
                          MakeDoubleAccessor(&PrimeLoadBalancer::m_markSeverity),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("LossSeverity",
                          "Penalty for a packet that a NAK or a gap tells lost",
                          DoubleValue(4),
                          MakeDoubleAccessor(&PrimeLoadBalancer::m_lossSeverity),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("TimeoutSeverity",
                          "Penalty for a packet that timed out",
                          DoubleValue(15),
                          MakeDoubleAccessor(&PrimeLoadBalancer::m_timeoutSeverity),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Threshold",
                          "Penalty from which a value is skipped",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&PrimeLoadBalancer::m_threshold),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("DecayTime",
                          "Time in which a penalty falls by a factor e; 0: four round-trip times "
                          "of an idle fabric",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&PrimeLoadBalancer::m_decayTime),
                          MakeTimeChecker(Time(0))),
        {"host",
         "packet",
         "path (ECN, losses)",
         "rotation in every tier, next hops with a decaying penalty skipped",
         "PRIME, arXiv:2507.23012"});
    return tid;
}

PrimeLoadBalancer::PrimeLoadBalancer() = default;
PrimeLoadBalancer::~PrimeLoadBalancer() = default;

std::string
PrimeLoadBalancer::CheckConfig() const
{
    return m_threshold > 0 ? "" : "Threshold must be positive: penalties never decay to nothing";
}

NetworkNeeds
PrimeLoadBalancer::DoGetNeeds() const
{
    return NEED_REORDERING | NEED_PATH_ECHO | NEED_ECN | NEED_STEERING | NEED_TIERS;
}

std::vector<uint32_t>
PrimeLoadBalancer::GetFields(uint32_t qp) const
{
    std::vector<uint32_t> sizes;
    if (const State* state = m_states.Find(qp))
    {
        for (const Field& field : state->fields)
        {
            sizes.push_back(static_cast<uint32_t>(field.order.size()));
        }
    }
    return sizes;
}

PrimeLoadBalancer::State&
PrimeLoadBalancer::MakeState(const Frame& frame)
{
    State* known = m_states.Find(frame.srcQp);
    State& state = known ? *known : m_states.Make(frame.srcQp);
    state = State();
    state.epoch = GetPlace().routes->GetEpoch();
    const uint64_t given = static_cast<uint64_t>(m_decayTime.GetPicoSeconds());
    state.decay = given > 0 ? given : DECAY_RTTS * GetPlace().services->GetBaseRtt(frame.dst);
    const FabricRoutes& routes = *GetPlace().routes;
    const FabricTopology& topology = routes.GetTopology();
    const uint32_t edge = topology.GetHostEdge(frame.dst, GetPlace().plane);
    uint32_t vertex =
        topology.GetEdgeVertex(topology.GetHostEdge(GetPlace().host, GetPlace().plane));
    const std::vector<uint16_t> numbers = m_catalog.GetNumbers(frame.dst);
    // Switches of a tier are alike: those on any path tell the sizes of the fields.
    while (vertex != topology.GetEdgeVertex(edge))
    {
        const PortGroup* group = routes.GetPlan(vertex).Find(edge);
        if (!group)
        {
            break;
        }
        Field field;
        field.divisor = routes.GetPathDivisor(vertex);
        // Next hops whose numbers do not fit cannot be named, hence not used.
        const auto size = static_cast<uint32_t>(group->ports.size());
        const uint32_t values = std::min(size, Route::NUMBERS / field.divisor);
        if (values > 1)
        {
            field.values.resize(values);
            for (uint16_t value = 0; value < values; value++)
            {
                // Nor is a next hop behind which every path is dead.
                if (std::any_of(numbers.begin(), numbers.end(), [&](uint16_t number) {
                        return number / field.divisor % size == value;
                    }))
                {
                    field.order.push_back(value);
                }
            }
            GetRandom().Shuffle(field.order);
            field.position = GetRandom().Below(static_cast<uint32_t>(field.order.size()));
            state.fields.push_back(field);
        }
        vertex = topology.GetAdjacencies(vertex)[group->ports[0]].peer;
    }
    return state;
}

bool
PrimeLoadBalancer::Step(Field& field)
{
    field.position = field.position + 1 < field.order.size() ? field.position + 1 : 0;
    return field.position == 0;
}

bool
PrimeLoadBalancer::IsSkipped(const Field& field, uint16_t value, uint64_t now)
{
    const uint64_t clearAt = field.values[value].clearAt;
    if (clearAt <= now)
    {
        return false;
    }
    // All penalties decay alike: who is clear later has the larger one.
    size_t better = 0;
    for (const uint16_t other : field.order)
    {
        better += field.values[other].clearAt < clearAt ? 1 : 0;
    }
    return 2 * better >= field.order.size();
}

uint32_t
PrimeLoadBalancer::Pick(Field& field, uint64_t now, bool& carry)
{
    while (IsSkipped(field, field.order[field.position], now))
    {
        carry = Step(field) || carry;
    }
    return field.order[field.position];
}

void
PrimeLoadBalancer::DoStart()
{
    m_catalog.Start(GetPlace().routes, GetPlace().host, GetPlace().plane);
}

void
PrimeLoadBalancer::DoSelect(Frame& frame)
{
    if (frame.kind != FrameKind::DATA)
    {
        // The number of a path is that of the way back, too, where both ends are alike.
        Route::Of(frame).AsPath().WriteTo(frame);
        return;
    }
    State* state = m_states.Find(frame.srcQp);
    if (!state || state->epoch != GetPlace().routes->GetEpoch())
    {
        state = &MakeState(frame); // routes know by now what is dead: begin with the rest
    }
    const uint64_t now = GetDomain().Now();
    uint32_t path = 0;
    bool stepped = true; // the field below has gone round; the lowest steps always
    for (Field& field : state->fields)
    {
        bool carry = false;
        path += Pick(field, now, carry) * field.divisor;
        if (stepped)
        {
            carry = Step(field) || carry;
        }
        stepped = carry;
    }
    Route::ByPath(path).WriteTo(frame);
    m_ledger.Record(frame.srcQp, frame.psn, frame.entropy, now);
}

void
PrimeLoadBalancer::Punish(uint32_t qp, uint16_t entropy, double severity)
{
    State* state = m_states.Find(qp);
    if (!state || severity <= 0)
    {
        return;
    }
    const uint64_t now = GetDomain().Now();
    const auto decay = static_cast<double>(state->decay);
    NS_LOG_LOGIC("host " << GetPlace().host << ": queue pair " << qp << " punishes path "
                         << Route::ToNumber(entropy) << " by " << severity);
    const uint32_t path = Route::ToNumber(entropy);
    for (Field& field : state->fields)
    {
        Value& value = field.values[path / field.divisor % field.values.size()];
        const auto age = static_cast<double>(now - value.penaltyAt);
        value.penalty = value.penalty * std::exp(-age / decay) + severity;
        value.penaltyAt = now;
        const double wait = decay * std::max(0.0, std::log(value.penalty / m_threshold));
        value.clearAt = now + static_cast<uint64_t>(wait);
    }
}

void
PrimeLoadBalancer::DoAcknowledged(const Frame& ack)
{
    m_ledger.Answered(ack);
    if (ack.Has(FRAME_BECN))
    {
        Punish(ack.qp, ack.echoEntropy, m_markSeverity);
    }
}

void
PrimeLoadBalancer::DoLost(const LostPacket& packet)
{
    if (const auto* sent = m_ledger.Lost(packet.qp, packet.psn))
    {
        const bool timeout = packet.cause == LossCause::TIMEOUT;
        Punish(packet.qp, sent->path, timeout ? m_timeoutSeverity : m_lossSeverity);
    }
}

} // namespace aifabric
} // namespace ns3
