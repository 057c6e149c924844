/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The attributes and trace sources of a NIC.
 */

#include "nic-early.h"
#include "roce-nic.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/fabric-compat.h"
#include "ns3/fixed-rate-congestion-control.h"
#include "ns3/object-factory.h"
#include "ns3/object-ptr-container.h"
#include "ns3/pointer.h"
#include "ns3/sack-loss-recovery.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <string>

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

/// The congestion controls of a NIC. An index is the number of the queue pair.
class ControlsAccessor : public ObjectPtrContainerAccessor
{
    bool DoGetN(const ObjectBase* object, std::size_t* n) const override
    {
        const auto* nic = dynamic_cast<const RoceNic*>(object);
        *n = nic ? nic->CountQueuePairs() : 0;
        return nic;
    }

    Ptr<Object> DoGet(const ObjectBase* object, std::size_t i, std::size_t* index) const override
    {
        // Attributes are read from objects that are const; that the NIC keeps what was reached is
        // no change that a reader could see.
        auto* nic = const_cast<RoceNic*>(dynamic_cast<const RoceNic*>(object));
        *index = nic->GetPairs().GetEntries()[i].record.number;
        return nic->ReachControl(static_cast<uint32_t>(i));
    }
};

} // namespace

TypeId
RoceNic::AddTraceSources(TypeId tid)
{
    const std::string frameSink = "ns3::aifabric::RoceNic::FrameTracedCallback";
    // Who listens to QueuePairMade keeps queue pairs from being parked.
    return tid
        .AddAttribute("ParkIdle",
                      "Whether idle queue pairs and responders give way to small records until "
                      "they are needed again; the results are the same. Nothing is parked "
                      "while QueuePairMade has sinks",
                      BooleanValue(true),
                      MakeBooleanAccessor(&RoceNic::m_parkIdle),
                      MakeBooleanChecker())
        .AddAttribute("CongestionControlList",
                      "Congestion controls of the queue pairs made so far, by own queue pair "
                      "number. Once it was read, nothing is parked any more",
                      TypeId::ATTR_GET,
                      ObjectPtrContainerValue(),
                      Ptr<const AttributeAccessor>(new ControlsAccessor, false),
                      MakeObjectPtrContainerChecker<CongestionControl>())
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
                        "ns3::aifabric::RoceNic::QueuePairTracedCallback")
        .AddTraceSource("CnpSent",
                        "This host, a receiver of marked data, sends a CNP",
                        MakeTraceSourceAccessor(&RoceNic::m_cnpSentTrace),
                        frameSink)
        .AddTraceSource("CnpReceived",
                        "A CNP has come for a queue pair of this host, whose number is its qp; "
                        "its congestion control has not acted yet",
                        MakeTraceSourceAccessor(&RoceNic::m_cnpReceivedTrace),
                        frameSink)
        .AddTraceSource("MarkReceived",
                        "A data packet has come whose congestion experienced codepoint is set",
                        MakeTraceSourceAccessor(&RoceNic::m_markReceivedTrace),
                        frameSink)
        .AddTraceSource("MarkEchoed",
                        "An ACK or NAK has come to the sender which says that the packet that it "
                        "answers was marked, or trimmed",
                        MakeTraceSourceAccessor(&RoceNic::m_markEchoedTrace),
                        frameSink)
        .AddTraceSource("Retransmission",
                        "A data packet was made again, and is about to get its path",
                        MakeTraceSourceAccessor(&RoceNic::m_retransmissionTrace),
                        frameSink)
        .AddTraceSource("Timeout",
                        "The retransmission timer of a queue pair ran out, and it tries again",
                        MakeTraceSourceAccessor(&RoceNic::m_timeoutTrace),
                        "ns3::aifabric::RoceNic::TimeoutTracedCallback")
        .AddTraceSource("PacketLost",
                        "The recovery of a queue pair takes a packet for lost",
                        MakeTraceSourceAccessor(&RoceNic::m_lossTrace),
                        "ns3::aifabric::RoceNic::LossTracedCallback")
        .AddTraceSource("SendState",
                        "What holds a queue pair up, told whenever it may have changed.",
                        MakeTraceSourceAccessor(&RoceNic::m_sendStateTrace),
                        "ns3::aifabric::RoceNic::SendStateTracedCallback");
}

TypeId
RoceNic::AddPacketAttributes(TypeId tid)
{
    return tid
        .AddAttribute("IpVersion",
                      "Version of IP below RoCEv2: 4 or 6",
                      UintegerValue(4),
                      Early("IpVersion", MakeUintegerAccessor(&RoceNic::m_ipVersion)),
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
        .AddAttribute("RethEverywhere",
                      "Whether every packet of a WRITE has a RETH, 16 bytes, as those of MRC and "
                      "UEC have, so that each can be placed by itself",
                      BooleanValue(false),
                      Early("RethEverywhere", MakeBooleanAccessor(&RoceNic::m_rethEverywhere)),
                      MakeBooleanChecker())
        .AddAttribute("Telemetry",
                      "Whether data packets ask the hops for telemetry records, which ACKs return; "
                      "switches that have the stage (TelemetryStage) add them. A congestion "
                      "control that needs them asks anyway",
                      BooleanValue(false),
                      MakeBooleanAccessor(&RoceNic::m_telemetry),
                      MakeBooleanChecker());
}

TypeId
RoceNic::GetTypeId()
{
    static TypeId tid = AddOperationAttributes(AddTraceSources(AddPacketAttributes(
        TypeId("ns3::aifabric::RoceNic")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddConstructor<RoceNic>()
            .AddAttribute("Mtu",
                          "Payload bytes of a full packet: the RoCE path MTU, which is 4096 at "
                          "most; others of up to 9000 are for comparison with what does not "
                          "keep to RoCE",
                          UintegerValue(4096),
                          Early("Mtu", MakeUintegerAccessor(&RoceNic::m_mtu)),
                          MakeUintegerChecker<uint32_t>(256, 9000))
            .AddAttribute("AckInterval",
                          "Packets that one ACK may cover; the last of a message is always "
                          "acknowledged",
                          UintegerValue(1),
                          Early("AckInterval", MakeUintegerAccessor(&RoceNic::m_ackInterval)),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("Burst",
                          "Data packets that a queue pair sends in its turn, as long as nothing "
                          "holds it back (a window, a rate below that of the host), before the "
                          "next one has its turn",
                          UintegerValue(1),
                          Early("Burst", MakeUintegerAccessor(&RoceNic::m_burst)),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("DataClass",
                          "Traffic class of data packets",
                          UintegerValue(3),
                          Early("DataClass", MakeUintegerAccessor(&RoceNic::m_dataClass)),
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
            .AddAttribute(
                "PlaneChoice",
                "How the planes that lead to a peer share what is sent to it: Packet = "
                "each packet takes the port that is free first; Stripe = messages are "
                "cut by the rates of the ports; Flow = a hash of the two hosts chooses "
                "one; Auto = Packet if packets may overtake each other anyway, else "
                "Stripe",
                EnumValue(PLANE_AUTO),
                Early("PlaneChoice", MakeEnumAccess<PlaneChoice>(&RoceNic::m_planeChoice)),
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
            .AddAttribute(
                "LossRecovery",
                "What makes the loss recovery of a queue pair",
                ObjectFactoryValue(FactoryOf(SackLossRecovery::GetTypeId())),
                Early("LossRecovery", MakeObjectFactoryAccessor(&RoceNic::m_recoveryFactory)),
                MakeObjectFactoryChecker())
            .AddAttribute("CongestionControl",
                          "What makes the congestion control of a queue pair",
                          ObjectFactoryValue(FactoryOf(FixedRateCongestionControl::GetTypeId())),
                          Early("CongestionControl",
                                MakeObjectFactoryAccessor(&RoceNic::m_congestionFactory)),
                          MakeObjectFactoryChecker())
            .AddAttribute("LoadBalancer",
                          "The strategy of the host; none: packets keep their pair's entropy",
                          PointerValue(),
                          Early("LoadBalancer", MakePointerAccessor(&RoceNic::m_balancerObject)),
                          MakePointerChecker<HostLoadBalancer>()))));
    return tid;
}

} // namespace aifabric
} // namespace ns3
