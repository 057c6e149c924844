/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_HELPER_H
#define FAULT_HELPER_H

#include "fabric-container.h"

#include "ns3/config-error.h"
#include "ns3/fault-injector.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Lets faults happen to a fabric: collects them, as objects or as text, and installs what makes
 * them happen.
 */
class FaultHelper
{
  public:
    /**
     * Add a fault.
     * @param fault the fault
     * @param text what the user wrote for it, for messages
     */
    void Add(Ptr<const Fault> fault, const std::string& text = "");

    /**
     * Add faults that are given as text: components joined by '+', or "none".
     * @param text for example link:time=10us,count=1+grey:loss=0.001
     * @throws ConfigError if one of them is unknown or makes no sense
     */
    void Add(const std::string& text);

    /** @return faults as text, in the order in which they were added; empty: an object. */
    const std::vector<std::string>& GetTexts() const
    {
        return m_texts;
    }

    /** @return the number of faults. */
    size_t GetCount() const
    {
        return m_faults.size();
    }

    /**
     * Choose what is struck, and let it happen. What happens at time zero happens now.
     * @param fabric the fabric
     * @return what makes it happen; to be kept until the simulation is over
     * @throws ConfigError if what is to be struck does not exist
     */
    Ptr<FaultInjector> Install(const FabricContainer& fabric) const;

    /**
     * Write faults so that equal choices give equal texts, whatever their order.
     * @param text faults as text
     * @return the text; empty for none
     * @throws ConfigError as Add()
     */
    static std::string Canonical(const std::string& text);

    /**
     * @param fabric the fabric
     * @return its links and switches with the names by which people choose them
     */
    static FaultPlant MakePlant(const FabricContainer& fabric);

  private:
    std::vector<Ptr<const Fault>> m_faults;
    std::vector<std::string> m_texts; ///< of the same faults, for messages; empty: an object
};

} // namespace aifabric
} // namespace ns3

#endif // FAULT_HELPER_H
