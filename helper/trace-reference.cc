/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-reference.h"

#include "ns3/config-error.h"
#include "ns3/fabric-net-device.h"
#include "ns3/fault-injector.h"
#include "ns3/host-load-balancer.h"
#include "ns3/red-marker.h"
#include "ns3/roce-nic.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/task-graph-application.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How a type of an argument is written.
template <typename T>
struct Written;

#define AI_FABRIC_WRITTEN(...)                                                                     \
    template <>                                                                                    \
    struct Written<__VA_ARGS__>                                                                    \
    {                                                                                              \
        static constexpr const char* text = #__VA_ARGS__;                                          \
    }

AI_FABRIC_WRITTEN(double);
AI_FABRIC_WRITTEN(uint8_t);
AI_FABRIC_WRITTEN(uint16_t);
AI_FABRIC_WRITTEN(uint32_t);
AI_FABRIC_WRITTEN(uint64_t);
AI_FABRIC_WRITTEN(DropReason);
AI_FABRIC_WRITTEN(SendState);
AI_FABRIC_WRITTEN(const Frame&);
AI_FABRIC_WRITTEN(const MessageInfo&);
AI_FABRIC_WRITTEN(const LostPacket&);
AI_FABRIC_WRITTEN(const FaultEvent&);
AI_FABRIC_WRITTEN(Ptr<const Packet>);
AI_FABRIC_WRITTEN(Ptr<const Object>);
#undef AI_FABRIC_WRITTEN

/// What sinks of a type have.
struct Signature
{
    std::string arguments;
    std::function<CallbackBase(uint64_t*)> makeSink;
};

/// A sink of any arguments.
template <typename... Ts>
void
Count(uint64_t* calls, Ts...)
{
    (*calls)++;
}

/**
 * Say what sinks have.
 * @tparam Ts types of their arguments
 * @param names of the arguments, one for each
 * @return the signature
 */
template <typename... Ts>
Signature
Of(const std::vector<std::string>& names)
{
    Signature signature;
    const std::vector<std::string> types{Written<Ts>::text...};
    for (std::size_t i = 0; i < types.size(); i++)
    {
        const std::string space = types[i].back() == '&' ? "" : " ";
        signature.arguments += (i == 0 ? "" : ", ") + types[i] + " " + names.at(i);
    }
    signature.makeSink = [](uint64_t* calls) -> CallbackBase {
        return MakeBoundCallback(&Count<Ts...>, calls);
    };
    return signature;
}

/**
 * The signatures, by the names that trace sources give. Connecting fails if a line is wrong, which
 * the suite ai-fabric-trace-page tries with each.
 */
const std::map<std::string, Signature>&
GetSignatures()
{
    const std::string own = "ns3::aifabric::";
    static const std::map<std::string, Signature> table{
        {"ns3::Packet::TracedCallback", Of<Ptr<const Packet>>({"packet"})},
        {"ns3::TracedValueCallback::Uint8", Of<uint8_t, uint8_t>({"oldValue", "newValue"})},
        {"ns3::TracedValueCallback::Uint64", Of<uint64_t, uint64_t>({"oldValue", "newValue"})},
        {own + "AvoidLoadBalancer::PathTracedCallback", Of<uint32_t, uint32_t>({"edge", "path"})},
        {own + "CongestionState::RateTracedCallback", Of<double, double>({"oldRate", "newRate"})},
        {own + "ConweaveLoadBalancer::ReroutedTracedCallback", Of<const Frame&>({"frame"})},
        {own + "DcqcnCongestionControl::AlphaTracedCallback",
         Of<double, double>({"oldAlpha", "newAlpha"})},
        {own + "HpccCongestionControl::LoadTracedCallback",
         Of<double, double>({"oldLoad", "newLoad"})},
        {own + "PowerCongestionControl::PowerTracedCallback",
         Of<double, double>({"oldPower", "newPower"})},
        {own + "FabricNetDevice::BacklogTracedCallback",
         Of<uint64_t, uint64_t>({"oldBytes", "newBytes"})},
        {own + "FabricNetDevice::DropTracedCallback",
         Of<const Frame&, DropReason>({"frame", "reason"})},
        {own + "FabricNetDevice::FrameTracedCallback", Of<const Frame&>({"frame"})},
        {own + "FaultInjector::EventTracedCallback", Of<const FaultEvent&>({"event"})},
        {own + "HostStrategy::SelectedTracedCallback", Of<const Frame&>({"frame"})},
        {own + "RedMarker::MarkedTracedCallback", Of<const Frame&, uint64_t>({"frame", "bytes"})},
        {own + "RoceNic::FrameTracedCallback", Of<const Frame&>({"frame"})},
        {own + "RoceNic::LossTracedCallback", Of<const LostPacket&>({"packet"})},
        {own + "RoceNic::SendStateTracedCallback", Of<uint32_t, SendState>({"pair", "state"})},
        {own + "RoceNic::MessageTracedCallback", Of<const MessageInfo&>({"message"})},
        {own + "RoceNic::QueuePairTracedCallback",
         Of<Ptr<const Object>, uint32_t>({"congestion", "destination"})},
        {own + "RoceNic::TimeoutTracedCallback",
         Of<uint32_t, uint32_t, uint32_t, uint32_t>({"source", "pair", "destination", "retries"})},
        {own + "SwitchStrategy::SelectedTracedCallback",
         Of<const Frame&, uint16_t>({"frame", "port"})},
        {own + "TaskGraphApplication::TaskTracedCallback", Of<uint32_t>({"task"})},
    };
    return table;
}

/// Where objects of a class are.
struct Place
{
    TypeId type;
    std::string path; ///< empty: nowhere that Config knows
};

/// The classes that Config reaches, with all that are derived from them.
const std::vector<Place>&
GetPlaces()
{
    const std::string nodes = "/NodeList/*/";
    const std::string fabricSwitch = nodes + "$ns3::aifabric::FabricSwitch/";
    const std::string nic = nodes + "$ns3::aifabric::RoceNic";
    static const std::vector<Place> table{
        {CongestionControl::GetTypeId(), nic + "/CongestionControlList/*"},
        {FabricNetDevice::GetTypeId(), nodes + "DeviceList/*/$ns3::aifabric::FabricNetDevice"},
        {FaultInjector::GetTypeId(), ""},
        {HostLoadBalancer::GetTypeId(), nic + "/LoadBalancer"},
        {RedMarker::GetTypeId(), fabricSwitch + "Marker"},
        {RoceNic::GetTypeId(), nic},
        {SwitchLoadBalancer::GetTypeId(), fabricSwitch + "LoadBalancer"},
        {TaskGraphApplication::GetTypeId(),
         nodes + "ApplicationList/*/$ns3::aifabric::TaskGraphApplication"},
    };
    return table;
}

/// @return the path by which Config connects a trace source; empty if there is none
std::string
FindPath(TypeId type, const std::string& name)
{
    for (const Place& place : GetPlaces())
    {
        if (place.path.empty() || !(type == place.type || type.IsChildOf(place.type)))
        {
            continue;
        }
        // Objects of other classes may be in the same place.
        return place.path + (type == place.type ? "/" : "/$" + type.GetName() + "/") + name;
    }
    return "";
}

const char* const INTRODUCTION =
    R"(Trace sources
*************

.. This page is the output of ./aifabric list traces, and a test compares the two.

All trace sources of the module. The suite ``ai-fabric-trace-page`` connects each by its path, with a sink
of its signature. They cost a look at a null pointer as long as nobody listens. A ``*`` stands for all;
a number, as in ``/NodeList/3``, for one: nodes of hosts come first, in the order of their numbers, then
switches. The path of a ``LoadBalancer`` of hosts leads to that of plane 0; the others are those of
``RoceNic::GetLoadBalancer()``. ::

  void Marked(const Frame& frame) { std::cout << frame.src << " is marked\n"; }

  Config::ConnectWithoutContext("/NodeList/*/$ns3::aifabric::RoceNic/MarkReceived",
                                MakeCallback(&Marked));

With ``Config::Connect`` a sink has the path as one more argument, before the others. A ``Frame`` is to be
read during the call; ``Frame::srcQp`` is the number of the queue pair at the host that made it,
``Frame::qp`` the one at the other end. Times are in picoseconds.

Queue pairs and their congestion controls
=========================================

They are made when a host posts its first message to another one, so that a path to them matches
nothing before. There are three ways:

* Trace sources of the NIC tell of all its queue pairs, each time with the number: ``CnpReceived``,
  ``MarkEchoed``, ``PacketLost``, ``Retransmission``, ``Timeout``.
* ``QueuePairMade`` gives the congestion control of a new queue pair. Connect to it there::

    void RateChanged(uint32_t peer, double before, double now);

    void Made(Ptr<const Object> congestion, uint32_t peer)
    {
        ConstCast<Object>(congestion)
            ->TraceConnectWithoutContext("Rate", MakeBoundCallback(&RateChanged, peer));
    }

    Config::ConnectWithoutContext("/NodeList/*/$ns3::aifabric::RoceNic/QueuePairMade",
                                  MakeCallback(&Made));

* The path ``/NodeList/*/$ns3::aifabric::RoceNic/CongestionControlList/*`` has those made so far, by the
  number of the queue pair, which the context of ``Config::Connect`` shows. Use it in an event, once
  messages were posted.

Idle queue pairs give their congestion control away and get another one later (attribute ``ParkIdle``).
While ``QueuePairMade`` has sinks, and once ``CongestionControlList`` was read, each keeps its own.
Results are the same.

Faults
======

A ``FaultInjector`` has no path. ``FaultHelper::Install()`` returns it, to be connected by
``TraceConnectWithoutContext()``.

)";

} // namespace

std::vector<TraceSource>
ListTraceSources()
{
    std::vector<TraceSource> sources;
    GetPlaces(); // makes sure that these are registered
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); i++)
    {
        const TypeId type = TypeId::GetRegistered(i);
        if (type.GetName().rfind("ns3::aifabric::", 0) != 0)
        {
            continue;
        }
        for (std::size_t j = 0; j < type.GetTraceSourceN(); j++)
        {
            const auto information = type.GetTraceSource(j);
            const auto signature = GetSignatures().find(information.callback);
            if (signature == GetSignatures().end())
            {
                throw ConfigError("the table of helper/trace-reference.cc lacks " +
                                  information.callback + ", the signature of " + information.name +
                                  " of " + type.GetName());
            }
            sources.push_back({type,
                               information.name,
                               information.help,
                               information.callback,
                               signature->second.arguments,
                               FindPath(type, information.name),
                               signature->second.makeSink});
        }
    }
    std::stable_sort(sources.begin(),
                     sources.end(),
                     [](const TraceSource& a, const TraceSource& b) {
                         return a.type.GetName() < b.type.GetName();
                     });
    return sources;
}

std::string
GetTraceReference()
{
    std::string text = INTRODUCTION;
    std::string last;
    for (const TraceSource& source : ListTraceSources())
    {
        const std::string type = source.type.GetName();
        if (type != last)
        {
            text += (last.empty() ? "" : "\n") + type + "\n" + std::string(type.size(), '=') + "\n";
            last = type;
        }
        text += "\n``" + source.name + "`` (" + source.arguments + ")\n   " + source.help +
                ".\n\n   Sinks: ``" + source.callback + "``\n";
        text += source.path.empty() ? "" : "\n   Path: ``" + source.path + "``\n";
    }
    return text;
}

} // namespace aifabric
} // namespace ns3
