/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "conweave-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/flow-hash.h"
#include "ns3/frame-route.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(ConweaveLoadBalancer);

namespace
{

/// The waiting times of a setting, us, as published.
struct Profile
{
    const char* name;
    uint32_t flush;
    uint32_t wait;
    uint32_t expiry;
};

constexpr std::array<Profile, 3> PROFILES{{
    {"leaf-spine", 16, 200, 300},
    {"fat-tree", 16, 300, 1000},
    {"fat-tree-lossless", 64, 600, 1000},
}};

/// The profile of a name, or null.
const Profile*
FindProfile(const std::string& name)
{
    const auto found = std::find_if(PROFILES.begin(), PROFILES.end(), [&name](const Profile& p) {
        return name == p.name;
    });
    return found == PROFILES.end() ? nullptr : &*found;
}

/// A time in ps, or a number of us if it is zero.
uint64_t
PickTime(Time time, uint32_t otherwise)
{
    return static_cast<uint64_t>((time.IsZero() ? MicroSeconds(otherwise) : time).GetPicoSeconds());
}

} // namespace

TypeId
ConweaveLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::ConweaveLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<ConweaveLoadBalancer>()
            .AddAttribute("Profile",
                          "Setting from which Flush, Wait and Expiry follow where they are 0: auto "
                          "(leaf-spine or fat-tree, by tiers), leaf-spine, fat-tree, "
                          "fat-tree-lossless",
                          StringValue("auto"),
                          MakeStringAccessor(&ConweaveLoadBalancer::m_profile),
                          MakeStringChecker())
            .AddAttribute("Reply",
                          "theta_reply: time beyond an idle round trip after which the answer to "
                          "the first packet of an epoch is late",
                          TimeValue(MicroSeconds(4)),
                          MakeTimeAccessor(&ConweaveLoadBalancer::m_reply),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Pause",
                          "theta_pause: time for which no flow moves to a path that was marked",
                          TimeValue(MicroSeconds(16)),
                          MakeTimeAccessor(&ConweaveLoadBalancer::m_pause),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Flush",
                          "theta_flush: time that parked packets wait beyond the predicted arrival "
                          "of the TAIL; 0 = by Profile (16, 16, 64 us)",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ConweaveLoadBalancer::m_flush),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Wait",
                          "Predicted wait for the TAIL when no packet before it has come in the "
                          "epoch; 0 = by Profile (200, 300, 600 us)",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ConweaveLoadBalancer::m_wait),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Expiry",
                          "Pause of a flow after which it may take any path without a TAIL; 0 = by "
                          "Profile (300, 1000, 1000 us)",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ConweaveLoadBalancer::m_expiry),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("PathEntries",
                          "Size of the table of marked paths of an edge switch (by hash; the last "
                          "report of an entry counts)",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&ConweaveLoadBalancer::m_pathEntries),
                          MakeUintegerChecker<uint32_t>(1, 1U << 20))
            .AddTraceSource("Rerouted",
                            "A flow moves to another path",
                            MakeTraceSourceAccessor(&ConweaveLoadBalancer::m_reroutedTrace),
                            "ns3::aifabric::ConweaveLoadBalancer::ReroutedTracedCallback"),
        {"switch",
         "burst",
         "of the path",
         "moves flows whose packets are answered late and restores their order at the last edge",
         "ConWeave, SIGCOMM 2023"});
    return tid;
}

ConweaveLoadBalancer::ConweaveLoadBalancer() = default;
ConweaveLoadBalancer::~ConweaveLoadBalancer() = default;

std::string
ConweaveLoadBalancer::CheckConfig() const
{
    if (m_profile != "auto" && !FindProfile(m_profile))
    {
        return "Profile is '" + m_profile +
               "'; allowed are auto, leaf-spine, fat-tree, fat-tree-lossless";
    }
    const bool small = m_expiry.IsStrictlyPositive() && m_expiry <= m_reply;
    return small ? "Expiry must exceed Reply (or be 0: by Profile): a flow of ConWeave would move "
                   "before it could ask"
                 : "";
}

void
ConweaveLoadBalancer::DoStart()
{
    const SwitchPlace& place = GetPlace();
    m_salt = GetRandom().Next();
    DoRoutesChanged();
    if (!place.topology || place.edge == FabricTopology::NONE)
    {
        return;
    }
    std::string name = m_profile;
    if (name == "auto")
    {
        uint32_t tiers = 0;
        for (uint32_t i = 0; i < place.topology->GetSwitchCount(); i++)
        {
            const uint32_t vertex = place.topology->GetHostCount() + i;
            tiers = std::max(tiers, place.topology->GetSwitch(vertex).tier);
        }
        name = tiers > 2 ? "fat-tree" : "leaf-spine";
    }
    const Profile& profile = *FindProfile(name);
    ConweaveSource::Parameters source;
    source.reply = static_cast<uint64_t>(m_reply.GetPicoSeconds());
    source.pause = static_cast<uint64_t>(m_pause.GetPicoSeconds());
    source.expiry = PickTime(m_expiry, profile.expiry);
    source.pathEntries = m_pathEntries;
    m_source.Start(place, GetRandom(), source);
    ConweaveDestination::Parameters destination;
    destination.flush = PickTime(m_flush, profile.flush);
    destination.wait = PickTime(m_wait, profile.wait);
    m_destination.Start(place, *this, destination);
}

void
ConweaveLoadBalancer::DoRoutesChanged()
{
    const SwitchPlace& place = GetPlace();
    m_divisor = place.routes ? place.routes->GetPathDivisor(place.vertex) : 1;
    m_source.RoutesChanged();
}

uint32_t
ConweaveLoadBalancer::DoGetHooks() const
{
    return GetPlace().edge == FabricTopology::NONE ? 0U : uint32_t{HOOK_RECEIVED};
}

bool
ConweaveLoadBalancer::DoReceived(Frame* frame)
{
    const SwitchPlace& place = GetPlace();
    const bool mine = place.topology->GetHostEdge(frame->dst, frame->plane) == place.edge;
    if (frame->kind == FrameKind::SWITCH)
    {
        if (mine)
        {
            m_source.Told(*frame);
            Consume(frame);
        }
        return mine;
    }
    if (frame->kind != FrameKind::DATA || Route::HasPath(*frame))
    {
        return false;
    }
    if (mine)
    {
        return ConweaveTag::Read(*frame).type != ConweaveTag::UNTAGGED &&
               place.services->HasRoom(*frame) && m_destination.Receive(frame);
    }
    if (place.topology->GetHostEdge(frame->src, frame->plane) == place.edge)
    {
        m_source.Tag(*frame);
        if (m_reroutedTrace.IsConnected() && ConweaveTag::Read(*frame).type == ConweaveTag::TAIL)
        {
            m_reroutedTrace(*frame);
        }
    }
    return false;
}

void
ConweaveLoadBalancer::ReceiveFrame(Frame* frame)
{
    Release(frame);
}

uint32_t
ConweaveLoadBalancer::FollowPath(uint32_t path, const Candidates& candidates) const
{
    // A number means the same next hop for ever; where that is gone, another takes its packets.
    const SwitchPlace& place = GetPlace();
    const uint32_t digit = path / m_divisor;
    const PortGroup* plan =
        place.routes ? place.routes->GetPlan(place.vertex).Find(candidates.GetDestinationEdge())
                     : nullptr;
    if (plan)
    {
        const uint16_t port = plan->ports[digit % plan->ports.size()];
        const uint32_t index = candidates.FindPort(port);
        if (index < candidates.GetCount())
        {
            return index;
        }
    }
    return digit % candidates.GetCount();
}

uint32_t
ConweaveLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    if (frame.kind == FrameKind::DATA)
    {
        const ConweaveTag tag = ConweaveTag::Read(frame);
        if (tag.type != ConweaveTag::UNTAGGED)
        {
            return FollowPath(tag.path, candidates);
        }
    }
    const uint32_t hash = HashFlow(frame, m_salt);
    return static_cast<uint32_t>((uint64_t{hash} * candidates.GetCount()) >> 32);
}

NetworkNeeds
ConweaveLoadBalancer::DoGetNeeds() const
{
    return {NEED_ECN | NEED_TIERS, "room to park packets at edges"};
}

std::vector<IdleAttribute>
ConweaveLoadBalancer::DoListIdle(const PlaceOfUse&) const
{
    if (m_flush.IsZero() || m_wait.IsZero() || m_expiry.IsZero())
    {
        return {};
    }
    return {{"Profile", "flush, wait and expiry are given"}};
}

} // namespace aifabric
} // namespace ns3
