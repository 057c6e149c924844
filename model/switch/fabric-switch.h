/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_SWITCH_H
#define FABRIC_SWITCH_H

#include "buffer-admission.h"
#include "egress-stage.h"
#include "pfc-controller.h"
#include "red-marker.h"
#include "switch-load-balancer.h"

#include "ns3/fabric-net-device.h"
#include "ns3/fabric-random.h"
#include "ns3/fabric-routes.h"
#include "ns3/frame-route.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

class ClassShapers;
class PfcWatchdog;

/**
 * @ingroup ai-fabric
 *
 * A shared-buffer, output-queued switch, aggregated to a node whose devices are its ports.
 *
 * A frame that has arrived completely (or its first bytes: CutThrough) gets the class that ClassMap
 * has for its DSCP, is routed
 * (ForwardingTable), balanced over the next hops (SwitchLoadBalancer), admitted to the buffer
 * (BufferAdmission, and PfcController for lossless classes) and queued at its egress port. Where
 * frames of one size come to a full queue before another has left, each has the same chance of the
 * room that there was: no order of arrival favours one sender for ever (S. Floyd, V. Jacobson, "On
 * traffic phase effects in packet-switched gateways", 1992). A frame without room is dropped, or
 * with Trim loses its payload, and its headers go on in TrimClass (P. Cheng et al., "Catch the
 * whole lot in an action: rapid precise packet loss notification in data centers", NSDI'14). When a
 * frame leaves the queue the ECN marker (RedMarker) looks at it first, then it is released, and
 * then the other stages (EgressStage) have their turns in order: what they add to it is charged to
 * no buffer.
 */
class FabricSwitch final : public Object, public FabricPortOwner, public SwitchServices
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FabricSwitch();
    ~FabricSwitch() override;

    /**
     * Take up work. The node's devices are connected, the parts are set.
     * @param node the node, whose devices are the ports in order
     * @param vertex vertex of the switch in the topology
     * @param routes the routes, shared
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(Ptr<Node> node, uint32_t vertex, Ptr<FabricRoutes> routes);

    /**
     * Say when frames are forwarded.
     * @param topology to be told
     * @param vertex vertex of the switch there
     */
    void TellTimes(FabricTopology& topology, uint32_t vertex) const;

    /** The routes changed: take the new forwarding table. */
    void UpdateRoutes();

    void ReceiveFrame(Frame* frame) override;
    void ForwardFrame(Frame* frame) override;
    void SendThrough(Frame* frame, uint16_t port) override;
    bool HasRoom(const Frame& frame) const override;
    void HoldFrame(Frame& frame) override;
    void ForwardHeld(Frame* frame) override;
    const ForwardingTable& GetForwardingTable() const override;
    void FrameLeavesQueue(FabricPort& port, Frame* frame) override;
    Frame* PullFrame(FabricPort& port) override;
    void LinkChanged(FabricPort& port) override;
    void PauseChanged(FabricPort& port) override;

    /** @return the strategy. */
    Ptr<SwitchLoadBalancer> GetLoadBalancer() const;
    /** @return the buffer admission. */
    Ptr<BufferAdmission> GetAdmission() const;
    /** @return the ECN marker. */
    Ptr<RedMarker> GetMarker() const;
    /** @return the PFC controller. */
    Ptr<PfcController> GetPfc() const;
    /** @return the PFC watchdog, or null if there is none. */
    Ptr<PfcWatchdog> GetWatchdog() const;

    /**
     * @param priority class in which a host sends
     * @return class that the switch gives to frames with the DSCP of that class
     */
    uint8_t MapClass(uint8_t priority) const;

    /** @return frames marked congestion-experienced, by the marker and the stages. */
    uint64_t GetMarks() const;

    /**
     * @param classes mask of the classes in which hosts send
     * @return bytes of a queue above which marker or stages may mark; UINT64_MAX: they never do
     */
    uint64_t GetLeastMark(uint8_t classes) const;

    /** @return tier of this switch, 1 next to the hosts. */
    uint32_t GetTier() const;

    /**
     * Append a stage, before Start().
     * @param stage what is done to frames that leave a queue, after what was added before
     */
    void AddStage(Ptr<EgressStage> stage);

    /** @return the stages behind the marker, in order, as they were added. */
    const std::vector<Ptr<EgressStage>>& GetStages() const
    {
        return m_stageObjects;
    }

    /** @return the ports. */
    const std::vector<FabricPort*>& GetPorts() const
    {
        return m_ports;
    }

    PortViews GetPortViews() const override
    {
        return PortViews(m_ports.data(), m_ports.size());
    }

    /**
     * Compare what is charged with what waits, port by port and class by class.
     * @return an empty string, or one line that names the account and what is left in it
     */
    std::string CheckAccounts() const;

    /**
     * What a reader should know of the configuration.
     * @param findings where to add sentences
     */
    void ListFindings(std::vector<std::string>& findings) const;

    /** @return frames that lost their payload here for want of room, dropped headers included. */
    uint64_t GetTrims() const
    {
        return m_trimmed;
    }

    /** What became of frames that lost their payload at a port. */
    struct TrimCounters
    {
        uint64_t trimmed{0}; ///< frames that lost it here
        uint64_t dropped{0}; ///< of them, those whose headers had no room either
        uint64_t sent{0};    ///< frames without payload that left, wherever they lost it
    };

    /**
     * @param port number of a port
     * @return what became of frames that lost their payload there
     */
    TrimCounters GetTrimCounters(uint32_t port) const;

    /** @return whether frames without room lose their payload only. */
    bool Trims() const
    {
        return m_trims;
    }

    /** @return whether a trimmed packet tells whether this was its last switch. */
    bool TellsLastHop() const
    {
        return m_trims && m_lastHopDscp != AUTO_DSCP;
    }

    /** @return frames received. */
    uint64_t GetReceived() const
    {
        return m_received;
    }

  private:
    void DoDispose() override;
    void TakeRoutes();
    void ExcludeDeadPorts();
    bool Accept(Frame* frame);
    uint16_t Steer(const Frame& frame, uint32_t edge) const;
    uint16_t Route(const Frame& frame);
    uint16_t Choose(const Frame& frame, uint16_t group, uint32_t edge);
    std::string ReadScheduling();
    std::string ReadClassMap();
    std::string StartClasses(uint32_t node);
    std::string StartParts(uint32_t node);
    std::string StartStages(uint32_t node);
    bool Look(Frame* frame);
    bool Arrive(FabricPort& egress, Frame* frame);
    static TypeId AddClassAttributes(TypeId tid);
    SwitchPlace MakePlace(uint32_t node);
    Frame* Contend(FabricPort& egress, Frame* frame);
    void Reject(FabricPort& egress, Frame* frame, bool lossless, AdmissionVerdict verdict);
    void Leave(FabricPort& port, Frame& frame);
    static TypeId AddTrimAttributes(TypeId tid);
    class Cutter;
    static TypeId AddPipelineAttributes(TypeId tid);
    void StartPipeline();
    bool IsLastHop(const Frame& frame, const FabricPort& egress) const;
    bool Trim(FabricPort& egress, Frame& frame);

    /// Frames that have come to a full port since one last left it.
    struct Contest
    {
        uint64_t sent{UINT64_MAX}; ///< frames that the port had sent
        uint32_t contenders{0};    ///< for the room that the last frame in the queue has
    };

    static constexpr uint16_t NO_PORT = UINT16_MAX;

    static constexpr uint8_t AUTO_DSCP = 64; ///< none of its own

    static constexpr uint16_t CHOICE = 0x8000; ///< flag of a next hop that is a group

    const FabricTopology* m_topology{nullptr};
    const uint32_t* m_hostEdges{nullptr};   ///< of the topology
    const uint16_t* m_hostPorts{nullptr};   ///< of the topology
    std::vector<uint16_t> m_nextHop;        ///< by edge: a port, a group with CHOICE, or NO_PORT
    const PortGroup* m_groups{nullptr};     ///< next hops that are alive
    const ForwardingTable* m_plan{nullptr}; ///< what path numbers refer to
    std::vector<PortGroup> m_liveGroups;    ///< next hops while a port is dead; else empty
    SwitchLoadBalancer* m_balancer{nullptr};
    BufferAdmission* m_admission{nullptr};
    RedMarker* m_marker{nullptr}; ///< null if it is not used
    PfcController* m_pfc{nullptr};
    std::vector<FabricPort*> m_ports;
    uint32_t m_edge{0};
    uint32_t m_hosts{0};
    uint32_t m_pathDivisor{1};
    uint8_t m_losslessMask{0}; ///< classes that PFC protects
    bool m_departs{false};     ///< the next hops are not those that path numbers refer to
    bool m_looks{false};       ///< strategy or class map look at frames that come in
    bool m_gated{false};       ///< stages look at frames that come to a queue
    bool m_observes{false};    ///< and at frames that leave
    bool m_staged{false};      ///< there is more to do with frames that leave than to mark them
    bool m_fair;               ///< frames contend for the last room
    uint64_t m_received{0};
    std::vector<Contest> m_contests; ///< by port and class; empty until a frame is refused
    FabricRandom m_random;           ///< who wins them
    /// Bytes that the strategy keeps, by ingress port and class; empty before there are any.
    std::vector<uint64_t> m_heldBytes;
    uint32_t m_vertex{0};
    ClassScheduling m_scheduling;
    Time m_latency;
    std::string m_strictClasses;
    std::string m_classWeights;
    uint32_t m_quantum;
    Ptr<FabricRoutes> m_routes;
    Ptr<SwitchLoadBalancer> m_balancerObject;
    Ptr<BufferAdmission> m_admissionObject;
    Ptr<RedMarker> m_markerObject;
    Ptr<PfcController> m_pfcObject;
    std::vector<Ptr<EgressStage>> m_stageObjects;
    std::vector<EgressStage*> m_stages; ///< behind the marker, those in use
    uint64_t m_trimmed{0};
    bool m_trims;        ///< frames without room lose their payload only
    uint8_t m_trimClass; ///< where their headers go on
    bool m_marksLastHop; ///< ports that lead to hosts mark as others do
    uint8_t m_trimDscp;
    uint8_t m_lastHopDscp;
    uint32_t m_trimSize;                       ///< bytes of a trimmed frame at least
    std::vector<TrimCounters> m_trimCounters;  ///< by port
    uint32_t m_cutThrough;                     ///< bytes after which frames go on; 0: all
    std::unique_ptr<CutThroughOwner> m_cutter; ///< null if all frames are stored first
    bool m_inspects{false};                    ///< the strategy looks at frames that come in
    bool m_maps{false};                        ///< classes are those of m_classMap
    std::array<uint8_t, 64> m_classMap{};      ///< by DSCP
    std::string m_classMapText;
    std::string m_shaperText;
    std::unique_ptr<ClassShapers> m_shapers; ///< null if there are none
    Ptr<PfcWatchdog> m_watchdogObject;
    PfcWatchdog* m_watchdog{nullptr};          ///< null if there is none
    std::vector<EgressStage*> m_arrivalStages; ///< those that look at frames that come to a queue
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_SWITCH_H
