/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The attributes and trace sources of a NIC.
 */

#include "roce-nic.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/fabric-compat.h"
#include "ns3/fixed-rate-congestion-control.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/sack-loss-recovery.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RoceNic);

namespace
{
/// A factory of a type, which registers itself now if it has not yet.
ObjectFactory
FactoryOf(TypeId type)
{
    ObjectFactory factory;
    factory.SetTypeId(type);
    return factory;
}
} // namespace

TypeId
RoceNic::AddTraceSources(TypeId tid)
{
    return tid
        .AddTraceSource("MessageSent",
                        "A message of this host is acknowledged completely",
                        MakeTraceSourceAccessor(&RoceNic::m_sentTrace),
                        "ns3::aifabric::RoceNic::MessageTracedCallback")
        .AddTraceSource("MessageReceived",
                        "A message to this host has arrived completely",
                        MakeTraceSourceAccessor(&RoceNic::m_receivedTrace),
                        "ns3::aifabric::RoceNic::MessageTracedCallback")
        .AddTraceSource("QueuePairMade",
                        "A queue pair was made: its congestion control (whose Rate may be "
                        "traced) and the destination host",
                        MakeTraceSourceAccessor(&RoceNic::m_queuePairTrace),
                        "ns3::aifabric::RoceNic::QueuePairTracedCallback");
}

TypeId
RoceNic::AddPacketAttributes(TypeId tid)
{
    return tid
        .AddAttribute("IpVersion",
                      "Version of IP below RoCEv2: 4 or 6",
                      UintegerValue(4),
                      MakeUintegerAccessor(&RoceNic::m_ipVersion),
                      MakeUintegerChecker<uint8_t>(4, 6))
        .AddAttribute("EcnCapable",
                      "Whether data packets are sent as ECT(0)",
                      BooleanValue(true),
                      MakeBooleanAccessor(&RoceNic::m_ecnCapable),
                      MakeBooleanChecker())
        .AddAttribute("PathEcho",
                      "Whether ACKs tell entropy and time of the packet that they answer, as "
                      "those of UEC and MRC do",
                      BooleanValue(true),
                      MakeBooleanAccessor(&RoceNic::m_pathEcho),
                      MakeBooleanChecker())
        .AddAttribute("Telemetry",
                      "Whether data packets ask the hops for telemetry records; switches that "
                      "have the stage (TelemetryStage) add them",
                      BooleanValue(false),
                      MakeBooleanAccessor(&RoceNic::m_telemetry),
                      MakeBooleanChecker());
}

TypeId
RoceNic::GetTypeId()
{
    static TypeId tid = AddTraceSources(AddPacketAttributes(
        TypeId("ns3::aifabric::RoceNic")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddConstructor<RoceNic>()
            .AddAttribute("Mtu",
                          "RoCE path MTU: payload bytes of a full packet",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&RoceNic::m_mtu),
                          MakeUintegerChecker<uint32_t>(256, 4096))
            .AddAttribute("AckInterval",
                          "Packets that one ACK may cover; the last of a message is always "
                          "acknowledged",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RoceNic::m_ackInterval),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("Burst",
                          "Data packets that a queue pair sends in its turn, as long as nothing "
                          "holds it back (a window, a rate below that of the host), before the "
                          "next one has its turn",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RoceNic::m_burst),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("DataClass",
                          "Traffic class of data packets",
                          UintegerValue(3),
                          MakeUintegerAccessor(&RoceNic::m_dataClass),
                          MakeUintegerChecker<uint8_t>(0, CLASS_COUNT - 1))
            .AddAttribute("AckClass",
                          "Traffic class of ACKs and NAKs",
                          UintegerValue(3),
                          MakeUintegerAccessor(&RoceNic::m_ackClass),
                          MakeUintegerChecker<uint8_t>(0, CLASS_COUNT - 1))
            .AddAttribute("CnpClass",
                          "Traffic class of CNPs",
                          UintegerValue(6),
                          MakeUintegerAccessor(&RoceNic::m_cnpClass),
                          MakeUintegerChecker<uint8_t>(0, CLASS_COUNT - 1))
            .AddAttribute("PlaneChoice",
                          "How the planes that lead to a peer share what is sent to it: Packet = "
                          "each packet takes the port that is free first; Stripe = messages are "
                          "cut evenly; Flow = a hash of the two hosts chooses one; Auto = Packet "
                          "if packets may overtake each other anyway, else Stripe",
                          EnumValue(PLANE_AUTO),
                          MakeEnumAccess<PlaneChoice>(&RoceNic::m_planeChoice),
                          MakeEnumChecker(PLANE_AUTO,
                                          "Auto",
                                          PLANE_PACKET,
                                          "Packet",
                                          PLANE_STRIPE,
                                          "Stripe",
                                          PLANE_FLOW,
                                          "Flow"))
            .AddAttribute("Jitter",
                          "Largest random delay of a packet behind the port, below 4.29 ms; order "
                          "and rate are kept; 0 = none",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&RoceNic::SetJitter, &RoceNic::GetJitter),
                          MakeTimeChecker(Time(0), TimeStep(LinkJitter::MOST)))
            .AddAttribute("FeasibleRate",
                          "Fraction of the line rate at which all flows can send at once; a fixed "
                          "rate may refer to it",
                          DoubleValue(1),
                          MakeDoubleAccessor(&RoceNic::m_feasible),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("LossRecovery",
                          "What makes the loss recovery of a queue pair",
                          ObjectFactoryValue(FactoryOf(SackLossRecovery::GetTypeId())),
                          MakeObjectFactoryAccessor(&RoceNic::m_recoveryFactory),
                          MakeObjectFactoryChecker())
            .AddAttribute("CongestionControl",
                          "What makes the congestion control of a queue pair",
                          ObjectFactoryValue(FactoryOf(FixedRateCongestionControl::GetTypeId())),
                          MakeObjectFactoryAccessor(&RoceNic::m_congestionFactory),
                          MakeObjectFactoryChecker())
            .AddAttribute("LoadBalancer",
                          "The strategy of the host; none: packets keep their pair's entropy",
                          PointerValue(),
                          MakePointerAccessor(&RoceNic::m_balancerObject),
                          MakePointerChecker<HostLoadBalancer>())));
    return tid;
}

} // namespace aifabric
} // namespace ns3
