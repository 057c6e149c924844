/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_HELPER_H
#define FABRIC_HELPER_H

#include "fabric-container.h"

#include "ns3/config-error.h"
#include "ns3/fabric-layout.h"
#include "ns3/ipv4-interface-container.h"
#include "ns3/make-factory.h"
#include "ns3/object-factory.h"
#include "ns3/switch-model.h"
#include "ns3/trace-helper.h"

#include <map>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Builds a fabric: nodes, devices, channels, switches and NICs, and the parts inside them.
 *
 * @code
 *   FabricHelper helper;
 *   helper.SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(8));
 *   helper.SetLoadBalancer("ns3::aifabric::OfanLoadBalancer");
 *   FabricContainer fabric = helper.Install();
 *   fabric.GetNic(0)->PostWrite(127, 1048576, 0);
 * @endcode
 *
 * Make the helper before anything is scheduled: it sets picosecond resolution and the fabric's
 * simulator implementation (FabricEngine::Prepare()).
 */
class FabricHelper : public PcapHelperForDevice, public AsciiTraceHelperForDevice
{
  public:
    FabricHelper();
    ~FabricHelper() override;

    /**
     * Choose the layout. Default: FatTreeFabric with its defaults.
     * @tparam Args names and values of attributes
     * @param type TypeId name of a FabricLayout
     * @param args names and values of attributes
     */
    template <typename... Args>
    void SetLayout(const std::string& type, Args&&... args)
    {
        m_layout = MakeTypeFactory<FabricLayout>(type, std::forward<Args>(args)...);
    }

    /**
     * Choose the strategy of the switches. Default: OfanLoadBalancer.
     * @tparam Args names and values of attributes
     * @param type TypeId name of a SwitchLoadBalancer
     * @param args names and values of attributes
     */
    template <typename... Args>
    void SetLoadBalancer(const std::string& type, Args&&... args)
    {
        m_balancer = MakeTypeFactory<SwitchLoadBalancer>(type, std::forward<Args>(args)...);
    }

    /**
     * Choose the strategy of the hosts. Default: none, packets keep their pair's entropy.
     * @tparam Args names and values of attributes
     * @param type TypeId name of a HostLoadBalancer, or empty for none
     * @param args names and values of attributes
     */
    template <typename... Args>
    void SetHostLoadBalancer(const std::string& type, Args&&... args)
    {
        m_hostBalancer = type.empty()
                             ? ObjectFactory()
                             : MakeTypeFactory<HostLoadBalancer>(type, std::forward<Args>(args)...);
        m_hasHostBalancer = !type.empty();
    }

    /**
     * Choose the buffer of all switches. Default: PerPortAdmission.
     * @tparam Args names and values of attributes
     * @param type TypeId name of a BufferAdmission
     * @param args names and values of attributes
     */
    template <typename... Args>
    void SetAdmission(const std::string& type, Args&&... args)
    {
        SetAdmission(MakeTypeFactory<BufferAdmission>(type, std::forward<Args>(args)...));
    }

    /**
     * Choose the loss recovery. Default: SackLossRecovery.
     * @tparam Args names and values of attributes
     * @param type TypeId name of a LossRecovery
     * @param args names and values of attributes
     */
    template <typename... Args>
    void SetLossRecovery(const std::string& type, Args&&... args)
    {
        m_nic.Set(
            "LossRecovery",
            ObjectFactoryValue(MakeTypeFactory<LossRecovery>(type, std::forward<Args>(args)...)));
    }

    /**
     * Choose the congestion control. Default: FixedRateCongestionControl.
     * @tparam Args names and values of attributes
     * @param type TypeId name of a CongestionControl
     * @param args names and values of attributes
     */
    template <typename... Args>
    void SetCongestionControl(const std::string& type, Args&&... args)
    {
        m_nic.Set("CongestionControl",
                  ObjectFactoryValue(
                      MakeTypeFactory<CongestionControl>(type, std::forward<Args>(args)...)));
    }

    /**
     * Use made factories, as an experiment has them from its command line.
     * @param layout makes the layout
     */
    void SetLayout(const ObjectFactory& layout);
    /** @param balancer makes strategies of switches */
    void SetLoadBalancer(const ObjectFactory& balancer);
    /** @param balancer makes strategies of hosts */
    void SetHostLoadBalancer(const ObjectFactory& balancer);
    /** @param admission makes buffers of all switches */
    void SetAdmission(const ObjectFactory& admission);

    /**
     * Choose what all switches are like, in place of everything set before.
     * @param model the model
     */
    void SetSwitchModel(const SwitchModel& model);
    /**
     * Choose what the switches of one tier are like, whatever the others are.
     * @param tier name of the tier, as the layout gives it; Install() refuses an unknown one
     * @param model the model
     */
    void SetSwitchModel(const std::string& tier, const SwitchModel& model);

    /**
     * Refuse a tier that a fabric does not have.
     * @param tier its name
     * @param layout the fabric
     * @return an empty string, or one line that names those that there are
     */
    static std::string CheckTier(const std::string& tier, const FabricLayout& layout);

    /**
     * Set an attribute of all switches (FabricSwitch).
     * @param name attribute name
     * @param value its value
     */
    void SetSwitchAttribute(const std::string& name, const AttributeValue& value);
    /**
     * Set an attribute of all ECN markers (RedMarker).
     * @param name attribute name
     * @param value its value
     */
    void SetMarkerAttribute(const std::string& name, const AttributeValue& value);
    /**
     * Set an attribute of priority flow control (PfcController).
     * @param name attribute name
     * @param value its value
     */
    void SetPfcAttribute(const std::string& name, const AttributeValue& value);
    /**
     * Set an attribute of all devices (FabricNetDevice); the rate comes from SetLinks().
     * @param name attribute name
     * @param value its value
     */
    void SetDeviceAttribute(const std::string& name, const AttributeValue& value);
    /**
     * Set an attribute of all NICs (RoceNic).
     * @param name attribute name
     * @param value its value
     */
    void SetNicAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Set rate and delay of all links that the layout does not set itself.
     * @param rate line rate; default 400 Gb/s
     * @param delay one-way propagation delay; default 500 ns
     */
    void SetLinks(DataRate rate, Time delay);

    /**
     * Allow combinations that make no sense, such as go-back-N under packet spraying.
     * @param force true to allow them
     */
    void SetForce(bool force)
    {
        m_force = force;
    }

    /**
     * Let the fabric be simulated in domains, one after another in windows of the shortest link
     * between two (FabricPartition): large fabrics run faster, with the same results. By default,
     * and whenever a loss recovery is told of losses, there is one.
     *
     * With several, events of different domains run out of the order of time by up to a window.
     * Sinks of trace sources hear of them in that order, and what such a sink, or an application,
     * schedules in ns-3 must act on its own node only.
     * @param most most domains, or FabricPartition::FITTING for what fits the fabric
     */
    void SetDomains(uint32_t most)
    {
        m_domains = most;
    }

    /**
     * Check layout, links and combinations without building anything.
     * @throws ConfigError if the configuration is impossible
     */
    void Check() const;

    /**
     * Build the fabric.
     * @return it
     * @throws ConfigError if the configuration is impossible; what Check() finds is thrown before
     * any node is made
     */
    FabricContainer Install() const;

    /**
     * Build the fabric around hosts that exist, each without a fabric device.
     * @param hosts as many nodes as the layout has hosts
     * @return the fabric
     * @throws ConfigError if the configuration is impossible
     */
    FabricContainer Install(NodeContainer hosts) const;

    /**
     * Give hosts with an ns-3 internet stack their addresses: host h has the number h + 1 of
     * 10.0.0.0/8, or of 10.0.0.0/14, 10.4.0.0/14, ... by plane if there are several planes.
     * @param fabric the fabric
     * @return the interfaces, by host, those of a host by plane
     * @throws ConfigError if a host has no internet stack
     */
    static Ipv4InterfaceContainer AssignIpv4Addresses(const FabricContainer& fabric);

    /**
     * Use fixed random streams.
     * @param fabric the fabric
     * @param stream number of the first stream
     * @return the number of streams used
     */
    static int64_t AssignStreams(const FabricContainer& fabric, int64_t stream);

  private:
    void CheckTopology(const FabricTopology& topology) const;
    bool MayReorder(uint32_t planes) const;
    void CheckCombination() const;
    void CheckNeeds(const RoceNic& nic) const;
    void CheckLayout(const FabricLayout& layout) const;
    void CheckPanels(const FabricTopology& topology) const;
    bool HasMarks() const;
    const SwitchModel& GetModel(const std::string& tier) const;
    uint32_t GetGrowth() const;
    bool WantsTelemetry() const;
    static void AddTelemetry(FabricSwitch& one);
    Ptr<FabricTopology> MakeTopology() const;
    void MakeDomains(FabricContainer& fabric) const;
    void ConnectLinks(FabricContainer& fabric) const;
    void StartSwitches(FabricContainer& fabric) const;
    void StartNics(FabricContainer& fabric) const;
    void EnablePcapInternal(std::string prefix,
                            Ptr<NetDevice> nd,
                            bool promiscuous,
                            bool explicitFilename) override;
    void EnableAsciiInternal(Ptr<OutputStreamWrapper> stream,
                             std::string prefix,
                             Ptr<NetDevice> nd,
                             bool explicitFilename) override;

    ObjectFactory m_layout;
    ObjectFactory m_balancer;
    ObjectFactory m_hostBalancer;
    SwitchModel m_model;                             ///< of all switches
    std::map<std::string, SwitchModel> m_tierModels; ///< of those of some tiers, by name
    ObjectFactory m_device;
    ObjectFactory m_nic;
    DataRate m_rate;
    Time m_delay;
    bool m_hasHostBalancer{false};
    uint32_t m_domains{1}; ///< most domains
    bool m_force{false};
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_HELPER_H
