/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_CONTAINER_H
#define FABRIC_CONTAINER_H

#include "ns3/fabric-channel.h"
#include "ns3/fabric-layout.h"
#include "ns3/fabric-routes.h"
#include "ns3/fabric-switch.h"
#include "ns3/fabric-topology.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/roce-nic.h"
#include "ns3/task-graph.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

class FabricWatch;

/** A workload on a fabric. */
struct InstalledWorkload
{
    uint16_t client{0};           ///< number of its client on all hosts
    Ptr<const TaskGraph> graph;   ///< its tasks
    bool isForeign{false};        ///< whether it goes by another protocol than RDMA
    std::vector<uint32_t> held{}; ///< hosts that others must share with it, if they may
};

/**
 * @ingroup ai-fabric
 *
 * A fabric that FabricHelper has installed: its nodes and what is in them. Hosts are numbered from
 * 0, switches too; a vertex of the topology is a host number, or the number of hosts plus a switch
 * number.
 */
class FabricContainer
{
  public:
    /** @return the hosts. */
    const NodeContainer& GetHosts() const
    {
        return m_hosts;
    }

    /** @return the switches, in the order of the topology. */
    const NodeContainer& GetSwitches() const
    {
        return m_switches;
    }

    /**
     * @param host host number
     * @return its NIC
     * @throws ConfigError if there is no such host
     */
    Ptr<RoceNic> GetNic(uint32_t host) const
    {
        Check("host", host, m_nics.size());
        return m_nics[host];
    }

    /**
     * @param number switch number
     * @return the switch
     * @throws ConfigError if there is no such switch
     */
    Ptr<FabricSwitch> GetSwitch(uint32_t number) const
    {
        Check("switch", number, m_fabricSwitches.size());
        return m_fabricSwitches[number];
    }

    /**
     * @param name name of a tier of switches
     * @return its switches
     */
    std::vector<Ptr<FabricSwitch>> GetTier(const std::string& name) const;

    /**
     * @param vertex vertex of the topology
     * @param port port number
     * @return the device
     * @throws ConfigError if there is no such port
     */
    Ptr<FabricNetDevice> GetDevice(uint32_t vertex, uint32_t port) const;

    /**
     * @param link number of a link of the topology
     * @return the channel
     * @throws ConfigError if there is no such link
     */
    Ptr<FabricChannel> GetChannel(uint32_t link) const
    {
        Check("link", link, m_channels.size());
        return m_channels[link];
    }

    /** @return all ports of hosts. */
    NetDeviceContainer GetHostDevices() const;

    /** @return what the graph was made from. */
    Ptr<const FabricLayout> GetLayout() const
    {
        return m_layout;
    }

    /** @return the graph. */
    Ptr<FabricTopology> GetTopology() const
    {
        return m_topology;
    }

    /** @return the routes. */
    Ptr<FabricRoutes> GetRoutes() const
    {
        return m_routes;
    }

    /**
     * A name for people, as the topology gives it: host12, edge3, spine1.
     * @param vertex vertex of the topology
     * @return the name
     */
    std::string GetName(uint32_t vertex) const;

    /** @return frames in queues, on links, in NICs and kept by strategies, counted one by one. */
    uint64_t CountFrames() const;

    /**
     * Hold all accounts against what is there: frames made against delivered, dropped and in
     * flight; buffers and ingresses of switches against the frames that wait; pauses against their
     * reasons and ends; messages of each client posted against ended, failed, under way and
     * received. Once nothing is left to happen, no frame may wait either.
     * @return an empty string, or one line that names the account and what is left in it
     */
    std::string CheckAccounts() const;

    /**
     * What a reader should know of the configuration of the switches.
     * @return sentences, each once
     */
    std::vector<std::string> ListFindings() const;

    /** @return packet-hops so far: frames of any kind times links crossed. */
    uint64_t CountPacketHops() const;

    /**
     * The largest backlog of egress queues, in bytes.
     * @param toHosts false: switch-to-switch ports; true: switch-to-host ports
     * @return bytes, the frame in service included
     */
    uint64_t GetMaxQueue(bool toHosts) const;

    /** @return the workloads that WorkloadHelper has installed; copies of this share the list. */
    std::vector<InstalledWorkload>& GetWorkloads() const
    {
        return *m_workloads;
    }

    /** @return what ends the simulation when the fabric is stuck, and says why. */
    const std::shared_ptr<FabricWatch>& GetWatch() const
    {
        return m_watch;
    }

  private:
    friend class FabricHelper;
    friend class FabricWatch;

    static void Check(const char* what, uint32_t number, size_t count);
    Ptr<Node> GetNode(uint32_t vertex) const;
    std::string CheckClients() const;

    NodeContainer m_hosts;
    NodeContainer m_switches;
    std::vector<Ptr<RoceNic>> m_nics;
    std::vector<Ptr<FabricSwitch>> m_fabricSwitches;
    std::vector<Ptr<FabricChannel>> m_channels;
    Ptr<const FabricLayout> m_layout;
    Ptr<FabricTopology> m_topology;
    Ptr<FabricRoutes> m_routes;
    std::vector<uint32_t> m_domains; ///< number of the domain of each vertex
    std::shared_ptr<FabricWatch> m_watch;
    std::shared_ptr<std::vector<InstalledWorkload>> m_workloads{
        std::make_shared<std::vector<InstalledWorkload>>()};
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_CONTAINER_H
