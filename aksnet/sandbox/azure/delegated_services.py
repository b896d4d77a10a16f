"""The services that Azure lets subnets be delegated to, in small letters.

From what `az network vnet subnet list-available-delegations` and the error InvalidServiceNameOnDelegation list:
https://github.com/hashicorp/terraform-provider-azurerm/issues/21862. Regions differ; the list is not complete.
"""

from typing import Final

DELEGATED_TO: Final = frozenset(
    {
        "github.network/networksettings",
        "microsoft.apimanagement/service",
        "microsoft.app/environments",
        "microsoft.avs/privateclouds",
        "microsoft.azurecosmosdb/clusters",
        "microsoft.baremetal/azurehostedservice",
        "microsoft.batch/batchaccounts",
        "microsoft.containerinstance/containergroups",
        "microsoft.containerservice/managedclusters",
        "microsoft.databricks/workspaces",
        "microsoft.dbformysql/flexibleservers",
        "microsoft.dbforpostgresql/flexibleservers",
        "microsoft.devopsinfrastructure/pools",
        "microsoft.documentdb/cassandraclusters",
        "microsoft.hardwaresecuritymodules/dedicatedhsms",
        "microsoft.kusto/clusters",
        "microsoft.labservices/labplans",
        "microsoft.logic/integrationserviceenvironments",
        "microsoft.machinelearningservices/workspaces",
        "microsoft.netapp/volumes",
        "microsoft.network/applicationgateways",
        "microsoft.network/dnsresolvers",
        "microsoft.network/managedresolvers",
        "microsoft.orbital/orbitalgateways",
        "microsoft.powerplatform/enterprisepolicies",
        "microsoft.powerplatform/vnetaccesslinks",
        "microsoft.servicefabricmesh/networks",
        "microsoft.servicenetworking/trafficcontrollers",
        "microsoft.sql/managedinstances",
        "microsoft.storagepool/diskpools",
        "microsoft.streamanalytics/streamingjobs",
        "microsoft.synapse/workspaces",
        "microsoft.web/hostingenvironments",
        "microsoft.web/serverfarms",
        "nginx.nginxplus/nginxdeployments",
        "oracle.database/networkattachments",
        "paloaltonetworks.cloudngfw/firewalls",
        "qumulo.storage/filesystems",
    }
)
